/** Tag that gives an instance a name in the world outside the VPC. */
export const publicNameTag = "groundup-lab:public-name";
