import { writeFileSync } from "node:fs";
import path from "node:path";
import { attempt } from "../../lab/host/shell";
import { metadataScript } from "../../verify/checks/aws";
import { strictly } from "../../verify/subject";
import { scratchFolder } from "../support/scratch";

const folder = scratchFolder();
const profile = '{ "Code": "Success", "InstanceProfileArn": "arn:aws:iam::1:instance-profile/masters" }';

/** Queries a metadata service that wants its token in a header, which curl reads from its configuration. */
function ask(answers: Readonly<Record<string, readonly [status: number, body: string]>>) {
  const cases = Object.entries(answers).map(
    ([what, [status, body]]) => `*${what}) printf '%s\\n%s' '${body}' ${status} ;;`,
  );
  const curl = `#!/bin/bash
case "$*" in
  *api/token) echo t0ken ;;
  *) grep -qx 'header = "X-aws-ec2-metadata-token: t0ken"' || { printf '\\n401'; exit 0; }
    case "$*" in ${cases.join(" ")} esac ;;
esac
`;
  writeFileSync(path.join(folder, "curl"), curl, { mode: 0o755 });
  return attempt(["env", `PATH=${folder}:${process.env.PATH}`, "bash", "-s"], { input: strictly + metadataScript });
}

test("an instance's metadata is read with a token", async () => {
  const { code, stdout } = await ask({ "iam/info": [200, profile], "public-ipv4": [200, "203.0.113.9"] });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "masters\n203.0.113.9\n" });
});

test("missing metadata is empty", async () => {
  const { code, stdout } = await ask({ "iam/info": [404, ""], "public-ipv4": [404, ""] });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "\n\n" });
});

test.each([401, 500])(
  "a metadata service that answers %i is an error, not an instance without metadata",
  async (status) => {
    const { code, stderr } = await ask({ "iam/info": [404, ""], "public-ipv4": [status, "no"] });
    expect(code).not.toBe(0);
    expect(stderr).toContain(`metadata: public-ipv4 answers ${status}`);
  },
);
