/** Tag that gives an instance a name outside the VPC. */
export const publicNameTag = "groundup-lab:public-name";
