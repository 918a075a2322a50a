import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { runCommand } from "../lib/command-line";
import { clusterJsonSchema } from "../lib/config";
import { reviewJsonSchema } from "../review/schema";

const schemas: Readonly<Record<string, () => object>> = {
  "cluster.schema.json": clusterJsonSchema,
  "docs/review.schema.json": reviewJsonSchema,
};

/** A JSON schema as the text of its file. */
export const schemaText = (schema: object) => format(JSON.stringify(schema), { parser: "json", printWidth: 120 });

const command = {
  call: "npm run schema",
  does: [
    "Writes cluster.schema.json, with which editors complete and check cluster files, and docs/review.schema.json, which describes the JSON of a review.",
  ],
};

async function writeSchemas(): Promise<void> {
  for (const [name, schema] of Object.entries(schemas)) {
    writeFileSync(join(__dirname, "..", name), await schemaText(schema()));
    console.log(`${name} was written: git diff shows what changed`);
  }
}

if (require.main === module) void runCommand(command, writeSchemas);
