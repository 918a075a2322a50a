import type { Scenario } from "./scenario";
import { healMaster } from "./scenarios/heal-master";
import { upgrade } from "./scenarios/upgrade";

/** Every scenario, in the order in which `all` runs them: each from what the one before has left, where it can. */
export const scenarios: readonly Scenario[] = [upgrade, healMaster];
