import { join } from "node:path";
import { runnable } from "../../lib/command-line";
import { shownPath } from "../../lib/config";
import { replaceFolder } from "../../bin/replace-folder";
import { site } from "./site";

const project = join(__dirname, "..", "..");

const command = {
  name: "docs build",
  does: ["Writes the documentation as a site that needs no network.", "The site is in site/."],
  examples: ["groundup docs build && xdg-open site/index.html"],
};

/** `groundup docs build`. */
export const docsBuild = runnable(command, () => {
  const folder = join(project, "site");
  replaceFolder(folder, site(project));
  const index = shownPath(join(folder, "index.html"), project);
  console.log(`The documentation is in ${shownPath(folder, project)}: open ${index}`);
});
