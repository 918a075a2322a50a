import type { Scenario } from "./scenario";
import { configuration } from "./scenarios/configuration";
import { fixed } from "./scenarios/fixed";
import { growth } from "./scenarios/growth";
import { hostKeys } from "./scenarios/host-keys";
import { interrupt } from "./scenarios/interrupt";
import { healLoneMaster } from "./scenarios/lone-master";
import { loadBalancer } from "./scenarios/load-balancer";
import { loseQuorum } from "./scenarios/lose-quorum";
import { policies } from "./scenarios/policies";
import { renew } from "./scenarios/renew";
import { healMaster, healWorker, replaceMaster, replaceWorker } from "./scenarios/replace";
import { restore } from "./scenarios/restore";
import { rotateAuthorities } from "./scenarios/rotate-authorities";
import { rotateEncryptionKey } from "./scenarios/rotate-encryption-key";
import { scaleMasters } from "./scenarios/scale-masters";
import { scaleWorkers } from "./scenarios/scale-workers";
import { silentMaster } from "./scenarios/silent-master";
import { stopStart } from "./scenarios/stop-start";
import { teardown } from "./scenarios/teardown";
import { trouble } from "./scenarios/trouble";
import { upgrade } from "./scenarios/upgrade";

/** Every scenario, in the order of `all`. Each one continues with the cluster of the previous one if possible. */
export const scenarios: readonly Scenario[] = [
  upgrade,
  configuration,
  renew,
  replaceWorker,
  healWorker,
  replaceMaster,
  healMaster,
  loseQuorum,
  stopStart,
  policies,
  loadBalancer,
  silentMaster,
  teardown,
  scaleWorkers,
  growth,
  scaleMasters,
  rotateEncryptionKey,
  rotateAuthorities,
  restore,
  trouble,
  interrupt,
  healLoneMaster,
  fixed,
  hostKeys,
];
