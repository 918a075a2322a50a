import type { Area } from "./check";
import { access } from "./checks/access";
import { aws } from "./checks/aws";
import { certificates } from "./checks/certificates";
import { cis } from "./checks/cis";
import { controlPlane } from "./checks/control-plane";
import { data } from "./checks/data";
import { dns } from "./checks/dns";
import { etcd } from "./checks/etcd";
import { instanceMetadata } from "./checks/instance-metadata";
import { keyMaterial } from "./checks/key-material";
import { kubectl } from "./checks/kubectl";
import { loadBalancers } from "./checks/load-balancers";
import { metrics } from "./checks/metrics";
import { network } from "./checks/network";
import { networkPolicies } from "./checks/network-policies";
import { nodes } from "./checks/nodes";
import { podIdentities } from "./checks/pod-identity";
import { processes } from "./checks/processes";
import { reboots } from "./checks/reboot";
import { scans } from "./checks/scans";
import { secrets } from "./checks/secrets";
import { serviceAccounts } from "./checks/service-accounts";
import { services } from "./checks/services";
import { sockets } from "./checks/sockets";
import { supply } from "./checks/supply";
import { workloads } from "./checks/workloads";

/** Every check, beginning with the basics. */
export const areas: readonly Area[] = [
  etcd,
  controlPlane,
  nodes,
  network,
  networkPolicies,
  services,
  loadBalancers,
  dns,
  kubectl,
  workloads,
  metrics,
  secrets,
  serviceAccounts,
  podIdentities,
  access,
  certificates,
  reboots,
];

/** The security checks: `verify --security` runs them instead of the others. */
export const securityAreas: readonly Area[] = [
  cis,
  processes,
  sockets,
  scans,
  instanceMetadata,
  keyMaterial,
  data,
  supply,
  aws,
];
