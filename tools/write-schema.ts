import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runnable } from "../lib/command-line";
import { clusterJsonSchema } from "../lib/config";
import { reviewJsonSchema } from "../review/schema";

const schemas: Readonly<Record<string, () => object>> = {
  "cluster.schema.json": clusterJsonSchema,
  "docs/review.schema.json": reviewJsonSchema,
};

/** prettier reads modules as soon as it is loaded, which tests that load this file cannot do. */
const prettier = () => require("prettier") as typeof import("prettier");

/** A JSON schema as the text of its file. */
export const schemaText = (schema: object) =>
  prettier().format(JSON.stringify(schema), { parser: "json", printWidth: 120 });

const command = {
  name: "dev schema",
  does: [
    "Writes the JSON schemas that are in the repository.",
    "Editors complete and check cluster files with cluster.schema.json; docs/review.schema.json describes the JSON of a review.",
  ],
  examples: ["groundup dev schema && git diff cluster.schema.json"],
};

async function writeSchemas(): Promise<void> {
  for (const [name, schema] of Object.entries(schemas)) {
    writeFileSync(join(__dirname, "..", name), await schemaText(schema()));
    console.log(`${name} was written: git diff shows what changed`);
  }
}

/** `groundup dev schema`. */
export const schema = runnable(command, writeSchemas);
