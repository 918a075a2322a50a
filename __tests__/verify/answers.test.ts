/** How checks read the answers of programs. */
import { profileProblems } from "../../verify/checks/aws";
import { requestProblems } from "../../verify/checks/access";
import { holderIn, parseReadyz, targetProblems } from "../../verify/checks/control-plane";
import { outsideProblems, parseDig } from "../../verify/checks/dns";
import { neighbours, reachProblems } from "../../verify/checks/network";
import { type AuditEvent, bodyProblems, extensionProblems } from "../../verify/checks/data";
import { sealProblems } from "../../verify/checks/secrets";
import { claimProblems, type Claims, parseToken, untilNotAccepted } from "../../verify/checks/service-accounts";
import { balanceProblems } from "../../verify/checks/services";
import { fewestReady, parseTraffic, trafficProblems } from "../../verify/checks/rolling-update";
import { namespace } from "../../verify/kubectl";
import type { Pod } from "../../verify/objects";
import { servingProblems } from "../../verify/checks/reboot";
import { reasonOf } from "../../verify/stage";

test("a target that is not healthy yet, and a master that is not a target, are named", () => {
  const target = {
    group: "api",
    node: "nlb-1",
    target: "172.31.0.10:6443",
    state: "unhealthy",
    reason: "L7OK",
    receives: false,
  } as const;
  expect(targetProblems([target], [target.target, "172.31.0.11:6443"])).toEqual([
    "172.31.0.10:6443 is unhealthy to nlb-1: L7OK",
    "172.31.0.11:6443 is no target",
  ]);
  expect(targetProblems([{ ...target, state: "healthy" }], [target.target])).toEqual([]);
});

test("readyz: checks are counted, failing ones named", () => {
  const text = "[+]ping ok\n[-]etcd failed: reason withheld\n[+]informer-sync ok\nreadyz check failed\n";
  expect(parseReadyz(text)).toEqual({ checks: 3, failing: ["etcd failed: reason withheld"] });
});

test("a lease's holder is found by the whole host name, not by a prefix", () => {
  const machines = [{ name: "master-0", node: "ip-172-31-0-1", privateAddress: "172.31.0.1", publicAddress: "" }];
  expect(holderIn("ip-172-31-0-1_3f2a", machines)).toBe(true);
  expect(holderIn("ip-172-31-0-10_3f2a", machines)).toBe(false);
});

describe("pod to pod", () => {
  const pods = ["a", "b", "c", "d", "e"].map((node, index) => ({
    name: `echo-${node}`,
    node,
    address: `172.20.${index}.2`,
  }));

  test("every node has different neighbours", () => {
    expect(neighbours(pods, 3).map((pod) => pod.node)).toEqual(["e", "a", "b"]);
    expect(neighbours(pods.slice(0, 2), 1).map((pod) => pod.node)).toEqual(["a"]);
    expect(neighbours(pods.slice(0, 1), 0)).toEqual([]);
  });

  test("an answer that is missing, under another address, or cut short is a problem", () => {
    const [pod, ...others] = pods as [(typeof pods)[0], ...typeof pods];
    const text = ["172.20.1.2 172.20.0.2 60000", "172.20.2.2 172.31.0.20 60000", "172.20.3.2 172.20.0.2 1400", ""].join(
      "\n",
    );
    expect(reachProblems(pod, text, others)).toEqual([
      "from a to c: 172.20.0.2 is seen as 172.31.0.20",
      "from a to d: of 60000 bytes 1400 came back",
      "from a to e: no answer",
    ]);
  });
});

test("a Service that reaches only one pod, a wrong pod, or fails sometimes, is a problem", () => {
  const even = Array.from({ length: 12 }, (_, index) => `web-${index % 3}`);
  expect(balanceProblems("a", even)).toEqual([]);
  expect(
    balanceProblems(
      "a",
      even.map(() => "web-0"),
    ),
  ).toEqual(["a: all requests went to one of 3 pods"]);
  expect(balanceProblems("a", even.slice(1))).toEqual(["a: 11 of 12 requests were answered"]);
  expect(balanceProblems("a", [...even.slice(1), "echo-x"])).toEqual([
    "a: echo-x answered, which is not a pod of the Service",
  ]);
});

test("dig's status is read, or that there was no answer", () => {
  const text = ";; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 7\n;; Query time: 12 msec\n";
  expect(parseDig(text)).toEqual({ status: "NXDOMAIN", milliseconds: 12 });
  expect(parseDig(";; communications error to 10.32.0.10#53: timed out")).toEqual({});
});

describe("secrets in etcd", () => {
  const seal = (text: string) => sealProblems("secrets", Buffer.from(text), "k8s:enc:secretbox:v1:", "hunter2");

  test("ciphertext is fine", () => {
    expect(seal("k8s:enc:secretbox:v1:key1:\u0001\u0002")).toEqual([]);
  });

  test.each([
    ["", ["etcd holds nothing of secrets", 'secrets begin with "" in etcd, not with k8s:enc:secretbox:v1:']],
    [
      "k8s:enc:aescbc:v1:key1:\u0001",
      ['secrets begin with "k8s:enc:aescbc:v1:key" in etcd, not with k8s:enc:secretbox:v1:'],
    ],
    ["k8s:enc:secretbox:v1:key1:hunter2", ["secrets can be read in etcd as they are"]],
    ["k8s:enc:secretbox:v1:key1:aHVudGVyMg==", ["secrets can be read in etcd as they are"]],
  ])("%j is not", (text, problems) => {
    expect(seal(text)).toEqual(problems);
  });
});

describe("tokens", () => {
  const pod = { name: "echo-1", node: "ip-172-31-0-20", address: "172.20.0.2" };
  const claims: Claims = {
    iss: "https://kubernetes.default.svc",
    aud: ["https://kubernetes.default.svc"],
    iat: 1000,
    exp: 4607,
    sub: `system:serviceaccount:${namespace}:default`,
    "kubernetes.io": { pod: { name: "echo-1" }, node: { name: "ip-172-31-0-20" } },
  };

  test("claims are read from the middle part", () => {
    expect(parseToken(`e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`)).toEqual(claims);
  });

  test.each<[Partial<Claims>, string[]]>([
    [{}, []],
    [{ exp: 1000 + 31536000 }, ["it lives for 31536000 s, more than an hour"]],
    [{ aud: ["a", "b"] }, ["its audience is a, b, not https://kubernetes.default.svc"]],
    [{ sub: "someone" }, [`it is for someone, not system:serviceaccount:${namespace}:default`]],
    [
      { "kubernetes.io": {} },
      ["it is bound to pod undefined, not echo-1", "it is bound to node undefined, not ip-172-31-0-20"],
    ],
  ])("with %j the problems are %j", (changes, problems) => {
    expect(claimProblems({ ...claims, ...changes }, pod)).toEqual(problems);
  });

  test("of a pod may have one of two issuers, and both as audience", () => {
    const issuers = ["https://aws.example.com", claims.iss];
    expect(claimProblems({ ...claims, aud: [claims.iss, "https://aws.example.com"] }, pod, issuers)).toEqual([]);
    expect(claimProblems(claims, pod, issuers)).toHaveLength(1);
    expect(claimProblems({ ...claims, iss: "https://other", aud: issuers }, pod, issuers)).toHaveLength(1);
  });

  const answering =
    (...statuses: number[]) =>
    async () =>
      statuses.length > 1 ? statuses.shift()! : statuses[0]!;

  test("that are accepted for a moment longer are waited for; any other answer ends the wait", async () => {
    expect(await untilNotAccepted(answering(200, 401), 5)).toBe(401);
    expect(await untilNotAccepted(answering(500, 401), 5)).toBe(500);
  });

  test("that are accepted for longer than any cache explains are a failure", async () => {
    await expect(untilNotAccepted(answering(200), 0.1)).rejects.toThrow("it is still answered with 200");
  });
});

test("only Forbidden is a refusal, and what is allowed must work", () => {
  const requests = [
    { what: "its Node", args: "", allowed: true },
    { what: "secrets", args: "", allowed: false },
  ];
  const forbidden = 'Error from server (Forbidden): secrets is forbidden: User "system:node:a" cannot list resource';
  expect(requestProblems("worker-0", requests, ["ok", forbidden])).toEqual([]);
  expect(requestProblems("worker-0", requests, [forbidden, "ok"])).toEqual([
    `worker-0 asks for its Node and gets: ${forbidden}`,
    "worker-0 asks for secrets and gets: ok, not Forbidden",
  ]);
  expect(requestProblems("worker-0", requests, ["ok", "Unable to connect to the server"])).toHaveLength(1);
  expect(requestProblems("worker-0", requests, [])).toHaveLength(2);
});

test("requests of a rolling update: every status but 200 is a failure", () => {
  expect(parseTraffic("200\n200\n000\n502\n")).toEqual({ requests: 4, failed: ["000", "502"] });
});

test("clients judge an update: no failed request, and always a ready pod", () => {
  expect(trafficProblems({ requests: 9, failed: [], fewest: 3 })).toEqual([]);
  expect(trafficProblems({ requests: 9, failed: ["000", "000"], fewest: 0 })).toEqual([
    "for a moment no pod was ready behind the Service",
    "2 of 9 requests failed meanwhile: 000",
  ]);
  expect(trafficProblems({ requests: 0, failed: [], fewest: 3 })).toEqual(["clients made no request"]);
});

test("the fewest endpoints that were ready at a time", () => {
  expect(fewestReady("ready: true true true\nready: true false true true\n")).toBe(3);
  expect(fewestReady("ready: true true\nready: \nready: true\n")).toBe(0);
  expect(fewestReady("error: no such resource")).toBe(0);
});

test("a pod that is not ready: the container's reason before the pod's", () => {
  const condition = { type: "Ready", status: "False" as const, reason: "ContainersNotReady", message: "unready" };
  const pod = {
    metadata: { name: "web-1", uid: "1", creationTimestamp: "" },
    spec: {},
    status: { phase: "Pending", conditions: [condition] },
  };
  const waiting = { restartCount: 0, state: { waiting: { reason: "ErrImagePull", message: "no such host" } } };
  expect(reasonOf(pod)).toBe("Pending, ContainersNotReady, unready");
  expect(reasonOf({ ...pod, status: { ...pod.status, containerStatuses: [waiting] } })).toBe(
    "Pending, ErrImagePull, no such host",
  );
  expect(reasonOf({ ...pod, status: { phase: "Pending" } })).toBe("Pending");
});

test("pods get the same answers as their nodes about external names", () => {
  const said = (status: string) => ({ status, milliseconds: 3 });
  expect(outsideProblems(said("NXDOMAIN"), said("NXDOMAIN"))).toEqual([]);
  expect(outsideProblems(said("SERVFAIL"), undefined)).toEqual([]);
  expect(outsideProblems({}, said("NOERROR"))).toEqual([expect.stringContaining("no answer within 5 s")]);
  expect(outsideProblems(said("SERVFAIL"), said("NOERROR"))).toEqual([
    expect.stringContaining("pods get SERVFAIL after 3 ms, their node NOERROR"),
  ]);
});

describe("data", () => {
  const event: AuditEvent = { level: "Metadata", stage: "ResponseComplete", verb: "create", requestURI: "/secrets" };

  test("an event of a secret has no body, at whatever level", () => {
    expect(bodyProblems([event])).toEqual([]);
    expect(
      bodyProblems([
        { ...event, level: "Request" },
        { ...event, responseObject: {} },
      ]),
    ).toEqual([
      "create /secrets is recorded with its body (Request)",
      "create /secrets is recorded with its body (Metadata)",
    ]);
  });

  test("a token that lives longer than requested, or has a warning time, was extended", () => {
    const claims: Claims = { iss: "", aud: [], iat: 100, exp: 700, sub: "" };
    expect(extensionProblems(claims, 600)).toEqual([]);
    expect(extensionProblems({ ...claims, "kubernetes.io": { warnafter: 200 } }, 599)).toHaveLength(2);
  });
});

describe("after a reboot", () => {
  const pod = (name: string, restartCount: number, status: "True" | "False" = "True") =>
    ({
      metadata: { name, uid: `uid-${name}` },
      spec: {},
      status: { conditions: [{ type: "Ready", status }], containerStatuses: [{ restartCount, state: {} }] },
    }) as unknown as Pod;
  const before = ["uid-echo 0", "uid-web 2"];

  test("a pod that only the API still considers ready does not serve again", () => {
    expect(servingProblems([pod("echo", 1), pod("web", 2)], before)).toEqual(["web's container has not restarted"]);
  });

  test("every pod serves again, after a restart or a replacement", () => {
    expect(servingProblems([pod("echo", 1), pod("web", 3, "False")], before)).toEqual(["web is not ready"]);
    expect(servingProblems([pod("echo", 1)], before)).toEqual(["1 of 2 pods are there"]);
    expect(servingProblems([pod("echo", 1), pod("web-2", 0)], before)).toEqual([]);
  });
});

test.each([
  ["one-masters-2026", "one-masters-*", 0],
  ["", "one-masters-*", 1],
  ["two-masters-2026", "one-masters-*", 1],
  ["mine", "mine", 0],
  ["mine", "other", 1],
  ["mine", undefined, 1],
  ["", undefined, 0],
])("a machine with the profile %j, if %j is planned", (profile, wanted, problems) => {
  expect(profileProblems("master-0", { profile, publicAddress: "" }, wanted)).toHaveLength(problems);
});
