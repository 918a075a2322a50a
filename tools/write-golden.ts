import { join } from "node:path";
import { goldenFolders } from "./fixtures/golden";
import { runnable } from "../lib/command-line";
import { replaceFolder } from "../bin/replace-folder";

const command = {
  name: "dev golden",
  does: ["Writes the golden files of the tests.", "Read the diff of the files before you commit them."],
  examples: ["groundup dev golden && git diff __tests__"],
};

/** `groundup dev golden`. */
export const golden = runnable(command, () => {
  for (const [folder, files] of Object.entries(goldenFolders)) {
    replaceFolder(join(__dirname, "..", "__tests__", folder), files());
    console.log(`__tests__/${folder} is written`);
  }
  console.log("read git diff before you commit");
});
