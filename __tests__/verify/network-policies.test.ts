import { answerProblems } from "../../verify/checks/network-policies";

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
