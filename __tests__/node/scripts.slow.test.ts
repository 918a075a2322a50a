import { attempt } from "../../lab/host/shell";
import { staticFileNames } from "../../lib/static-files";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { project } from "../../tools/fixtures/synthesized";

describeUnlessMissing([missingProgram("shellcheck")], "ShellCheck", () => {
  const scripts = staticFileNames("node").map((name) => `node/${name}`);

  test.each([...scripts, ".ci/run"])("shellcheck finds no fault in %s", async (file) => {
    expect(await attempt(["shellcheck", file], { cwd: project })).toMatchObject({ code: 0, stdout: "" });
  });
});
