import { identityTypes } from "./identity-types";
import type { KnownType } from "./judgement";
import { localTypes } from "./local-types";
import { machineTypes } from "./machine-types";
import { networkTypes } from "./network-types";

export { harmlessAttributes, holdingData, holdingNothing, rulesOfIngress } from "./foreign-types";
export type { Judgement, KnownType } from "./judgement";

/** Every resource type that groundup creates, with the meaning of its changes. */
export const ownTypes: Readonly<Record<string, KnownType>> = {
  ...networkTypes,
  ...machineTypes,
  ...identityTypes,
  ...localTypes,
};
