import { join } from "node:path";
import { goldenFolders } from "../__tests__/support/golden";
import { replaceFolder } from "./replace-folder";

/** Writes every golden file anew, to be read as a diff before it is committed: `npm run golden`. */
for (const [folder, files] of Object.entries(goldenFolders)) {
  replaceFolder(join(__dirname, "..", "__tests__", folder), files());
}
