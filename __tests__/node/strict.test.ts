import { readFileSync } from "node:fs";
import path from "node:path";
import { staticFileNames } from "../../lib/static-files";
import { project } from "../../tools/fixtures/synthesized";

const scripts = staticFileNames("node");

/**
 * Without inherit_errexit, Bash ignores `set -e` in x=$(f): f goes on after a failed command, and what it prints then
 * passes for an answer. ShellCheck 0.9 does not find that.
 */
test.each(scripts)("%s stops at a failed command, also within $(...)", (name) => {
  const text = readFileSync(path.join(project, "node", name), "utf8");
  expect(text).toMatch(/^set -E?euo pipefail\nshopt -s inherit_errexit$/m);
});
