import { runnable } from "../../lib/command-line";
import { clusterJsonSchema } from "../../lib/config";
import { reviewJsonSchema } from "../../review/schema";

const documents = ["cluster", "review"] as const;

/** `groundup schema`. */
export const schema = runnable(
  {
    name: "schema",
    does: [
      "Prints the JSON schema of cluster files, or of reviews.",
      "With the schema of cluster files, editors complete and check a cluster file. The schema of reviews describes what `groundup review --json` prints.",
    ],
    examples: ["groundup schema > cluster.schema.json", "groundup schema --of review"],
    options: {
      of: {
        type: "string",
        value: "DOCUMENT",
        choices: documents,
        says: `${documents.join(" or ")}; default: cluster`,
      },
    },
  },
  ({ options }) => {
    const document = options.of === "review" ? reviewJsonSchema() : clusterJsonSchema();
    console.log(JSON.stringify(document, undefined, 2));
  },
);
