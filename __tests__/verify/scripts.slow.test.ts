import path from "node:path";
import { attempt, run } from "../../lab/host/shell";
import { project } from "../../tools/fixtures/synthesized";
import { strictly } from "../../verify/subject";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { type ShellText, shellTexts } from "../support/shell-texts";

/** Failures that nobody sees, and what ShellCheck could not parse. Other findings are about style, or placeholders. */
const wanted = /\[SC(231[012]|10[0-9]{2})\]$/;

/** The scripts that run strictly, on nodes. Those of `policies` run in pods, whose shell knows no pipefail. */
async function scriptsOnNodes(): Promise<ShellText[]> {
  const files = (await run(["git", "ls-files", "verify/*.ts", "lab/scenario/*.ts"], { cwd: project })).trim();
  const own = files.split("\n").filter((file) => !file.startsWith("lab/scenario/policies/"));
  return own.flatMap((file) =>
    shellTexts(path.join(project, file)).map(({ name, text }) => ({ name: `${file} ${name}`, text })),
  );
}

/** Ends at the first lines. What writes the others is then ended by SIGPIPE, and the pipeline fails now and then. */
const endsEarly = /(?<!\|)\|\s*(head\b(?! -n "?-)|grep (-\S+ )*-\w*q)/;

test("no pipeline of the scripts that verify and scenarios run on nodes ends before its input does", async () => {
  const lines = (await scriptsOnNodes()).flatMap(({ name, text }) =>
    text.split("\n").map((line) => `${name}: ${line.trim()}`),
  );
  expect(lines.filter((line) => endsEarly.test(line))).toEqual([]);
  expect('echo "$answer" | head -n 1').toMatch(endsEarly);
  expect("ip address show | grep -qF 10.0.0.1").toMatch(endsEarly);
});

test("no script reloads sshd, which cannot bind again the sockets that systemd holds for it", async () => {
  const restarting = (await scriptsOnNodes()).filter(({ text }) => /systemctl re\w+ ssh\b/.test(text));
  expect(restarting.map(({ name }) => name)).toEqual(["lab/scenario/scenarios/host-keys.ts on"]);
  expect(restarting.map(({ text }) => text).join()).not.toContain("reload ssh");
});

describeUnlessMissing([missingProgram("shellcheck")], "The scripts that verify and scenarios run on nodes", () => {
  test("end with the first command that fails, and hide no failure", async () => {
    const scripts = await scriptsOnNodes();
    expect(scripts.length).toBeGreaterThan(30);
    const checked = await Promise.all(
      scripts.map(async ({ name, text }) => {
        const optional = "--enable=check-set-e-suppressed,check-extra-masked-returns";
        const command = [
          "shellcheck",
          "--norc",
          "--shell=bash",
          optional,
          "--exclude=SC1090,SC1091",
          "--format=gcc",
          "-",
        ];
        const { stdout } = await attempt(command, { input: strictly + text });
        const lines = stdout.split("\n").filter((line) => wanted.test(line));
        return lines.map((line) => `${name}: ${line}`);
      }),
    );
    expect(checked.flat()).toEqual([]);
  });
});
