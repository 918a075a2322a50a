import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { runCommand } from "../lib/command-line";
import { clusterJsonSchema } from "../lib/config";

const command = {
  call: "npm run schema",
  does: ["Writes cluster.schema.json anew, from which editors complete and check cluster files."],
};

void runCommand(command, async () => {
  const name = "cluster.schema.json";
  const text = await format(JSON.stringify(clusterJsonSchema()), { parser: "json", printWidth: 120 });
  writeFileSync(join(__dirname, "..", name), text);
  console.log(`${name} is written: git diff shows what has changed`);
});
