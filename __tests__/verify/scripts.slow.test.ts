import path from "node:path";
import { attempt, run } from "../../lab/host/shell";
import { project } from "../../tools/fixtures/synthesized";
import { strictly } from "../../verify/subject";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { shellTexts } from "../support/shell-texts";

/** Failures that nobody sees, and what ShellCheck could not parse. Other findings are about style, or placeholders. */
const wanted = /\[SC(231[012]|10[0-9]{2})\]$/;

describeUnlessMissing([missingProgram("shellcheck")], "The scripts that verify and scenarios run on nodes", () => {
  test("end with the first command that fails, and hide no failure", async () => {
    const files = (await run(["git", "ls-files", "verify/*.ts", "lab/scenario/*.ts"], { cwd: project })).trim();
    const scripts = files
      .split("\n")
      .flatMap((file) =>
        shellTexts(path.join(project, file)).map(({ name, text }) => ({ name: `${file} ${name}`, text })),
      );
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
