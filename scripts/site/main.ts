import { join } from "node:path";
import { shownPath } from "../../lib/config";
import { replaceFolder } from "../replace-folder";
import { site } from "./site";

/** Writes the documentation as a site into `site/`: `npm run docs:build`. */
const project = join(__dirname, "..", "..");
const folder = join(project, "site");
replaceFolder(folder, site(project));
console.log(
  `The documentation is in ${shownPath(folder, project)}: open ${shownPath(join(folder, "index.html"), project)}`,
);
