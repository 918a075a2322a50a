import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { clusterJsonSchema } from "../lib/config";

/** Writes `cluster.schema.json`, from which editors complete and check cluster files: `npm run schema`. */
async function writeSchema(): Promise<void> {
  const file = join(__dirname, "..", "cluster.schema.json");
  writeFileSync(file, await format(JSON.stringify(clusterJsonSchema()), { parser: "json", printWidth: 120 }));
}

void writeSchema();
