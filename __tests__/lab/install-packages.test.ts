import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { installPackages } from "../../lab/host/install-packages";
import { scratchFolder } from "../support/scratch";

const folder = scratchFolder();

/** Runs the installation, and returns its commands, each with the machine's policy for services at that time. */
async function install(policy: string, fails?: string) {
  const ran: { command: string; policy?: string }[] = [];
  const done = installPackages(
    ["haproxy", "curl"],
    async (command) => {
      ran.push({ command: command.join(" "), policy: existsSync(policy) ? readFileSync(policy, "utf8") : undefined });
      if (fails && command.includes(fails)) throw new Error(`${fails} failed`);
    },
    policy,
  );
  await done.catch(() => undefined);
  return ran;
}

test("packages are installed while no service may start, and their services are disabled", async () => {
  const policy = path.join(folder, "policy-rc.d");
  const ran = await install(policy);
  expect(ran.find(({ command }) => command.includes("install"))!.policy).toContain("exit 101");
  expect(ran.at(-1)!.command).toBe("update-rc.d haproxy disable");
  expect(existsSync(policy)).toBe(false);
});

test("the policy is removed when the installation fails", async () => {
  const policy = path.join(folder, "failed");
  await install(policy, "install");
  expect(existsSync(policy)).toBe(false);
});

test("an administrator's policy is kept", async () => {
  const policy = path.join(folder, "theirs");
  writeFileSync(policy, "theirs");
  await install(policy);
  expect(readFileSync(policy, "utf8")).toBe("theirs");
});
