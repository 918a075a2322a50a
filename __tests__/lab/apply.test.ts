import { ApplyEvents } from "../../lab/apply-events";
import { changesSomething, listParameter, parseRequest } from "../../lab/aws/requests";
import { readyTime } from "../../lab/commands/ready";
import { findSshKey } from "../../lab/terraform";
import { applyPhases, renderTable } from "../../lab/timings";

function event(type: string, second: number, more: object): string {
  return JSON.stringify({
    type,
    "@timestamp": `2026-11-23T12:00:${String(second).padStart(2, "0")}Z`,
    "@message": "",
    ...more,
  });
}

const hook = (addr: string, more: object = {}) => ({
  hook: { resource: { addr, resource_type: addr.split(".")[0] }, action: "create", ...more },
});

describe("an apply", () => {
  test("reports what was done and what Terraform waits for", () => {
    const said: string[] = [];
    const events = new ApplyEvents((text) => said.push(text));
    events.line(event("apply_start", 0, hook("aws_lb.api")));
    events.line("not JSON");
    expect(events.open(Date.parse("2026-11-23T12:00:09Z"))).toBe("aws_lb.api (9 s)");
    events.line(event("apply_complete", 30, hook("aws_lb.api")));
    expect(said).toEqual(["create aws_lb.api: 30.0 s"]);
    expect(events.open(0)).toBe("");
  });

  test("that fails shows the last lines of the step", () => {
    const events = new ApplyEvents(() => undefined);
    events.line(event("provision_progress", 1, hook("null_resource.a", { output: "etcd: no quorum" })));
    const diagnostic = {
      severity: "error",
      summary: "remote-exec provisioner error",
      detail: "exit 1",
      address: "null_resource.a",
    };
    events.line(event("diagnostic", 2, { diagnostic }));
    expect(events.problems).toEqual(["null_resource.a: remote-exec provisioner error\nexit 1\n  | etcd: no quorum"]);
  });
});

test("the table says when each phase began and how long it took", () => {
  const spans = [{ address: "aws_lb.api", type: "aws_lb", action: "create", start: 5000, end: 65_000 }];
  const table = renderTable([{ name: "terraform apply", start: 0, end: 70_000 }, ...applyPhases(spans, undefined)]);
  expect(table).toContain("terraform apply          0.0 s    70.0 s");
  expect(table).toContain("  AWS: load balancer     5.0 s    60.0 s");
});

test("nodes are ready when the last one is", () => {
  const node = (status: string, lastTransitionTime: string) => ({
    status: { conditions: [{ type: "Ready", status, lastTransitionTime }] },
  });
  const [early, late] = ["2026-11-23T12:00:00Z", "2026-11-23T12:00:07Z"] as const;
  expect(readyTime({ items: [node("True", late), node("True", early)] })).toBe(Date.parse(late));
  expect(readyTime({ items: [node("True", early), node("Unknown", late)] })).toBeUndefined();
  expect(readyTime({ items: [] })).toBeUndefined();
});

test("the SSH key is found by its name, even without a key pair in AWS", () => {
  const key = (name: string) => ({
    type: "tls_private_key",
    name,
    instances: [{ attributes: { private_key_openssh: `private ${name}` } }],
  });
  expect(findSshKey(JSON.stringify({ resources: [key("pki_kubelet-worker-0"), key("ssh")] }))).toBe("private ssh");
  expect(findSshKey("{}")).toBeUndefined();
});

describe("the emulator's record", () => {
  const line = (body: string) => JSON.stringify({ body: Buffer.from(body).toString("base64"), body_encoded: true });

  test("contains each request with its parameters", () => {
    const request = parseRequest(line("Action=RebootInstances&InstanceId.1=i-1&InstanceId.2=i-2"))!;
    expect(changesSomething(request)).toBe(true);
    expect(listParameter(request, "InstanceId")).toEqual(["i-1", "i-2"]);
  });

  test("distinguishes requests that change nothing", () => {
    expect(changesSomething(parseRequest(line("Action=DescribeVpcs"))!)).toBe(false);
    expect(parseRequest("half a li")).toBeUndefined();
  });
});
