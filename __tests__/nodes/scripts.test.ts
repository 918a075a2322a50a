import path from "node:path";
import { attempt } from "../../lab/host/shell";
import { staticFileNames } from "../../lib/static-files";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { project } from "../support/synthesized";

describeUnlessMissing([missingProgram("shellcheck")], "ShellCheck", () => {
  test.each(staticFileNames("files"))("finds nothing in files/%s", async (name) => {
    const file = path.join(project, "files", name);
    expect(await attempt(["shellcheck", file], { cwd: project })).toMatchObject({ code: 0, stdout: "" });
  });
});
