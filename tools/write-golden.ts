import { join } from "node:path";
import { goldenFolders } from "./fixtures/golden";
import { runCommand } from "../lib/command-line";
import { replaceFolder } from "./replace-folder";

const command = {
  call: "npm run golden",
  does: ["Writes every golden file of the tests again. Read the diff before you commit it."],
};

void runCommand(command, () => {
  for (const [folder, files] of Object.entries(goldenFolders)) {
    replaceFolder(join(__dirname, "..", "__tests__", folder), files());
    console.log(`__tests__/${folder} is written`);
  }
  console.log("read git diff before you commit");
});
