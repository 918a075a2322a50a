import { parseClusterFile } from "../../components/derived/cluster-file";
import { healthProblems, inhibitorProblems, planProblems, rangeProblems } from "../../verify/checks/nodes";
import type { Condition, Node, Pod } from "../../verify/objects";
import { planCluster } from "../../lib/cluster";

const plan = planCluster(parseClusterFile("workers: { count: 2 }").config);

function node(
  index: number,
  changes: { conditions?: Condition[]; address?: string; kubelet?: string; cordoned?: boolean } = {},
): Node {
  return {
    metadata: { name: `ip-172-31-0-2${index}`, uid: `${index}`, creationTimestamp: "" },
    spec: { unschedulable: changes.cordoned },
    status: {
      conditions: changes.conditions ?? [{ type: "Ready", status: "True" }],
      addresses: [
        { type: "Hostname", address: `ip-172-31-0-2${index}` },
        { type: "InternalIP", address: changes.address ?? `172.31.0.2${index}` },
      ],
      nodeInfo: {
        kubeletVersion: changes.kubelet ?? `v${plan.release.kubernetes}`,
        containerRuntimeVersion: `containerd://${plan.release.containerd}`,
      },
    },
  };
}

test("nodes that are Ready and as planned have no problems", () => {
  expect(healthProblems([node(0), node(1)])).toEqual([]);
  expect(planProblems([node(0), node(1)], plan)).toEqual([]);
});

test.each<[string, Node, string]>([
  [
    "not Ready",
    node(0, { conditions: [{ type: "Ready", status: "False", message: "no CNI" }] }),
    "ip-172-31-0-20 is not Ready: no CNI",
  ],
  ["silent", node(0, { conditions: [] }), "ip-172-31-0-20 is not Ready: its kubelet has not reported"],
  [
    "short of disk",
    node(0, {
      conditions: [
        { type: "Ready", status: "True" },
        { type: "DiskPressure", status: "True" },
      ],
    }),
    "ip-172-31-0-20 has DiskPressure",
  ],
  ["cordoned", node(0, { cordoned: true }), "ip-172-31-0-20 is cordoned"],
])("a node that is %s is named", (_, one, problem) => {
  expect(healthProblems([one])).toEqual([problem]);
});

test("a difference from the plan is reported with both values", () => {
  expect(planProblems([node(0, { address: "172.31.0.99" }), node(1, { kubelet: "v1.36.4" })], plan)).toEqual([
    "worker-0's address is 172.31.0.99, planned is 172.31.0.20",
    "worker-1's kubelet is v1.36.4, planned is v1.37.1",
  ]);
});

test("a missing node and an extra node are named", () => {
  expect(planProblems([node(0), node(7)], plan)).toEqual([
    "ip-172-31-0-27 is not in the plan",
    "worker-1 (ip-172-31-0-21) is missing",
  ]);
});

const pod = (nodeName: string, podIP: string): Pod => ({
  metadata: { name: "echo", uid: "1", creationTimestamp: "" },
  spec: { nodeName },
  status: { phase: "Running", podIP },
});

test("pods must have addresses in their own node's range", () => {
  expect(rangeProblems([pod("ip-172-31-0-20", "172.20.0.7"), pod("ip-172-31-0-21", "172.20.1.7")], plan)).toEqual([]);
  expect(rangeProblems([pod("ip-172-31-0-21", "172.20.0.7")], plan)).toEqual([
    "pod echo on ip-172-31-0-21 has 172.20.0.7, planned: one of 172.20.1.0/24",
  ]);
  expect(rangeProblems([pod("ip-172-31-0-29", "172.20.0.7")], plan)).toHaveLength(1);
});

test("a kubelet that does not delay a shutdown is a problem", () => {
  const ubuntus =
    "Unattended Upgrades Shutdown 0 root 126 unattended-upgr shutdown Stop ongoing upgrades or perform upgrades before shutdown delay";
  const kubelets = "kubelet 0 root 1275 kubelet shutdown Kubelet needs time to handle node shutdown delay";
  expect(inhibitorProblems(`${ubuntus}\n${kubelets}\n`)).toEqual([]);
  expect(inhibitorProblems(`${ubuntus}\n`)).toHaveLength(1);
  expect(inhibitorProblems("")).toHaveLength(1);
});
