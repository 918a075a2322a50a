import { join } from "node:path";
import { runCommand } from "../../lib/command-line";
import { shownPath } from "../../lib/config";
import { replaceFolder } from "../replace-folder";
import { site } from "./site";

const project = join(__dirname, "..", "..");

const command = {
  call: "npm run docs:build",
  does: ["Writes the documentation as a site that needs no network: site/."],
};

void runCommand(command, () => {
  const folder = join(project, "site");
  replaceFolder(folder, site(project));
  const index = shownPath(join(folder, "index.html"), project);
  console.log(`The documentation is in ${shownPath(folder, project)}: open ${index}`);
});
