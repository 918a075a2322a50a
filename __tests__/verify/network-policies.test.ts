import { answerProblems, enforcerProblems } from "../../verify/checks/network-policies";
import type { Node, Pod } from "../../verify/objects";

const node = (name: string) => ({ metadata: { name } }) as Node;

const enforcer = (nodeName: string, ready: "True" | "False") =>
  ({
    metadata: { name: `on-${nodeName}` },
    spec: { nodeName },
    status: { conditions: [{ type: "Ready", status: ready }] },
  }) as unknown as Pod;

test("every node needs an enforcer that is ready", () => {
  expect(enforcerProblems([node("a"), node("b"), node("c")], [enforcer("a", "True"), enforcer("b", "False")])).toEqual([
    "kube-router is not ready on b",
    "kube-router is not ready on c",
  ]);
});

test("the enforcer of a node that was removed is no problem", () => {
  expect(enforcerProblems([node("a")], [enforcer("a", "True"), enforcer("removed", "True")])).toEqual([]);
});

test.each([
  ["friend-0", { asked: true, elsewhere: true }],
  ["stranger-1", { asked: false, elsewhere: true }],
  ["recluse-0", { asked: false, elsewhere: false }],
])("%s is answered as its policies say", (pod, found) => {
  expect(answerProblems(pod, found)).toEqual([]);
});

test("an answer too many and one too few are problems", () => {
  expect(answerProblems("stranger-0", { asked: true, elsewhere: false })).toEqual([
    "stranger-0 is answered by the pod with a policy",
    "stranger-0 is not answered by a pod without a policy",
  ]);
  expect(answerProblems("recluse-1", { asked: false, elsewhere: true })).toEqual([
    "recluse-1 is answered by a pod without a policy",
  ]);
});
