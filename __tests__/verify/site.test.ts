import { parseClusterFile } from "../../components/derived/cluster-file";
import { execute, timedOut } from "../../verify/site/execute";
import { parseOutputs } from "../../verify/site/outputs";
import { sshArguments } from "../../verify/site/ssh";
import { knownHosts, loginOf } from "../../verify/site/ssh-login";
import { planCluster } from "../../lib/cluster";

const machine = { name: "worker-0", node: "ip-172-31-0-20", privateAddress: "172.31.0.20", publicAddress: "54.1.2.3" };

describe("outputs of a stack", () => {
  const worker = (index: number) => [
    `worker-${index}`,
    { node: `ip-${index}`, instance: "i", private_ip: `p${index}`, public_ip: `q${index}` },
  ];
  const values = {
    masters: { value: { "master-0": { node: "m", instance: "i", private_ip: "p", public_ip: "q" } } },
    workers: { value: Object.fromEntries([10, 0, 9].map(worker)) },
    load_balancer_name: { value: "lb.example" },
    admin_kubeconfig: { value: "apiVersion: v1\n" },
  };

  test("machines are sorted by number", () => {
    const outputs = parseOutputs(JSON.stringify(values));
    expect(outputs?.workers.map((it) => it.name)).toEqual(["worker-0", "worker-9", "worker-10"]);
    expect(outputs?.masters).toEqual([{ name: "master-0", node: "m", privateAddress: "p", publicAddress: "q" }]);
    expect(outputs?.sshPrivateKey).toBeUndefined();
  });

  test("a stack without a completed apply has none", () => {
    const { load_balancer_name: _, ...rest } = values;
    expect(parseOutputs(JSON.stringify(rest))).toBeUndefined();
    expect(parseOutputs("{}")).toBeUndefined();
  });
});

describe("the way to a machine", () => {
  test("is its public address", () => {
    const args = sshArguments({ user: "ubuntu", privateKeyFile: "/key" }, machine);
    expect(args.at(-1)).toBe("ubuntu@54.1.2.3");
    expect(args.join(" ")).toContain("-i /key -o IdentitiesOnly=yes");
  });

  test("is the private address through a bastion, with the bastion's own key", () => {
    const bastion = { host: "bastion.example", user: "hop", port: 2222, privateKeyFile: "/hop" };
    const args = sshArguments({ user: "ubuntu", privateKeyFile: "/key", bastion }, machine);
    expect(args.at(-1)).toBe("ubuntu@172.31.0.20");
    expect(args.at(-2)).toMatch(/^ProxyCommand=ssh .* -i \/hop -p 2222 -W %h:%p hop@bastion\.example$/);
  });
});

describe("who logs in", () => {
  const planOf = (text: string) => planCluster(parseClusterFile(text).config);

  test("nobody, if there is no key", async () => {
    expect(await loginOf("/nowhere", planOf(""))).toBeUndefined();
  });

  test("the user of the cluster file with the key that it names, at home", async () => {
    const plan = planOf("ssh: { user: admin, keyPair: { name: mine, privateKeyFile: ~/.ssh/mine } }");
    expect(await loginOf("/nowhere", plan)).toEqual({ user: "admin", privateKeyFile: `${process.env.HOME}/.ssh/mine` });
  });

  test("the SSH agent, if the cluster file says so", async () => {
    expect(await loginOf("/nowhere", planOf("ssh: { agent: true }"))).toEqual({ user: "ubuntu" });
  });
});

describe("host keys of the cluster file", () => {
  const planOf = (text: string) => planCluster(parseClusterFile(text).config);
  const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA";

  test("are listed by address, each as the host's own key and as its CA's", () => {
    expect(knownHosts(planOf(""))).toBeUndefined();
    const lines = (host: string) => [`${host} ${key}`, `@cert-authority ${host} ${key}`];
    expect(knownHosts(planOf(`ssh: { hostKeys: { worker-0: ${key} } }`))).toEqual({
      lines: lines("172.31.0.20"),
      addresses: ["172.31.0.20"],
      authority: false,
      bastion: false,
    });
    expect(knownHosts(planOf(`ssh: { bastion: { host: jump, port: 2222, hostKey: ${key} } }`))).toMatchObject({
      lines: lines("[jump]:2222"),
      bastion: true,
    });
  });

  test("are required of their nodes, and of no others", () => {
    const known = { file: "/known", addresses: ["172.31.0.20"], authority: false, bastion: false };
    const args = (address: string) =>
      sshArguments({ user: "u", knownHosts: known }, { ...machine, privateAddress: address }).join(" ");
    expect(args("172.31.0.20")).toContain("StrictHostKeyChecking=yes -o UserKnownHostsFile=/known -o HostKeyAlias=172");
    expect(args("172.31.0.21")).toContain("StrictHostKeyChecking=no");
  });
});

describe("running programs", () => {
  test("gives both outputs and the exit code, and takes input", async () => {
    const output = await execute(["sh", "-c", "cat; echo oh >&2; exit 3"], { input: "hello" });
    expect(output).toEqual({ code: 3, stdout: "hello", stderr: "oh\n" });
  });

  test("ends a program that takes too long, and says so", async () => {
    const output = await execute(["sleep", "20"], { seconds: 0.1 });
    expect(output.code).toBe(timedOut);
    expect(output.stderr).toContain("no answer within 0.1 s");
  });

  test("reports a missing program", async () => {
    expect((await execute(["groundup-no-such-program"])).code).toBe(127);
  });
});
