import { declaredPorts } from "../../components/derived/exposure";
import type { Area } from "../check";
import { expectNone, Skipped } from "../outcome";
import { isOfVerify } from "../kubectl";
import type { List, Service } from "../objects";
import { expectedPorts, type Side, type Target, type Vantage } from "../scan/expected";
import { type Goal, scanFrom, scanFromOperator, scanFromPod, scanProblems } from "../scan/scan";
import type { Subject } from "../subject";

/** Every address of a machine or a load balancer. */
function targetsOf({ masters, workers, site }: Subject): Target[] {
  const balancers = (site.scanned?.loadBalancers ?? []).map(({ address, publicAddress }) => ({
    name: "the load balancer",
    privateAddress: address,
    publicAddress,
  }));
  const listeners = { masters, workers, loadBalancer: balancers };
  return (["masters", "workers", "loadBalancer"] as const).flatMap((listener) =>
    listeners[listener].flatMap(({ name, privateAddress, publicAddress }) =>
      Object.entries({ private: privateAddress, public: publicAddress }).flatMap(([side, address]) =>
        address ? [{ name: `${name} (${side}, ${address})`, address, listener, side: side as Side }] : [],
      ),
    ),
  );
}

/** The cluster's Services, once those of the checks have their ports. */
async function servicesOf({ stage, kubectl }: Subject): Promise<readonly Service[]> {
  await Promise.all([stage.rolledOut("deployment/web"), stage.echo()]);
  return (await kubectl.get<List<Service>>("services", "--all-namespaces")).items;
}

const isTcp = ({ protocol = "TCP" }: Service["spec"]["ports"][number]) => protocol === "TCP";

/** Only workers and pods can reach Services by cluster IP. The checks' Services are like any other. */
function serviceGoals(services: readonly Service[], vantage: Vantage): Goal[] {
  if (vantage !== "worker" && vantage !== "pod") return [];
  return services
    .filter(({ metadata, spec }) => !isOfVerify(metadata.namespace) && spec.clusterIP !== "None")
    .map(({ metadata, spec }) => ({
      name: `Service ${metadata.name} (${spec.clusterIP})`,
      address: spec.clusterIP,
      ports: spec.ports.filter(isTcp).map(({ port }) => port),
    }));
}

/** What to scan from a place, with the ports that should answer. */
async function goalsOf(subject: Subject, vantage: Vantage, ownAddress?: string): Promise<Goal[]> {
  if (!subject.site.scanned) throw new Skipped("networks that are not the lab's own are not scanned");
  const services = await servicesOf(subject);
  const declared = declaredPorts(subject.plan);
  const nodePorts = services.flatMap(({ spec }) => spec.ports.filter(isTcp).flatMap(({ nodePort }) => nodePort ?? []));
  const expected = (target: Target) => expectedPorts(declared, nodePorts, vantage, target);
  const targets = targetsOf(subject).filter(({ address }) => address !== ownAddress);
  return [...targets.map((target) => ({ ...target, ports: expected(target) })), ...serviceGoals(services, vantage)];
}

/** What was open where, by kinds of machines without their numbers. */
function summary(goals: readonly Goal[]): string {
  const kinds = new Map<string, Set<string>>();
  for (const { name, ports } of goals) {
    if (ports.length === 0) continue;
    const kind = name.replace(/-\d+ /, "s ").replace(/, [\d.]+|^(Service)s? .*/g, "$1");
    kinds.set(kind, new Set([...(kinds.get(kind) ?? []), ...ports.map(String)]));
  }
  const open = [...kinds].map(([kind, ports]) => `${[...ports].join(" ")} of ${kind}`).join(", ");
  return `${goals.length} addresses, 65535 ports each: ${open || "none"}`;
}

/** A scan from one place, with its expected result. */
async function scan(
  vantage: Vantage,
  goals: readonly Goal[],
  run: (goals: readonly Goal[]) => Promise<ReadonlySet<string>>,
): Promise<string> {
  const found = await run(goals);
  expectNone(scanProblems(goals, found).map((problem) => `the ${vantage} ${problem}`));
  return summary(goals);
}

async function fromOperator(subject: Subject): Promise<string> {
  return scan("operator", await goalsOf(subject, "operator"), (goals) => scanFromOperator(subject, goals));
}

async function fromStranger(subject: Subject): Promise<string> {
  const goals = await goalsOf(subject, "stranger");
  return scan("stranger", goals, () => scanFromOperator(subject, goals, subject.site.scanned?.stranger));
}

const fromMachine = (vantage: "master" | "worker") => async (subject: Subject) => {
  const machine = subject[`${vantage}s`][0]!;
  const goals = await goalsOf(subject, vantage, machine.privateAddress);
  return scan(vantage, goals, () => scanFrom(subject, machine, goals));
};

async function fromPod(subject: Subject): Promise<string> {
  const goals = await goalsOf(subject, "pod");
  const [pod] = await subject.stage.echo();
  return scan("pod", goals, () => scanFromPod(subject, pod!, goals));
}

/** What a scan can reach. */
export const scans: Area = {
  name: "scans",
  checks: [
    { name: "from the operator", run: fromOperator },
    { name: "from a stranger's address", run: fromStranger },
    { name: "from a master", run: fromMachine("master") },
    { name: "from a worker", run: fromMachine("worker") },
    { name: "from a pod", run: fromPod },
  ],
};
