import { markdownTable } from "../../../lib/render/markdown";
import { requirements } from "./index";

/** The requirements that may not hold, each with its reason. */
export function deviationTable(): string[] {
  return markdownTable(
    ["CIS", "requirement", "why it may not be met"],
    requirements.flatMap(({ ids, text, reason }) => (reason ? [[ids.join(", "), text, reason]] : [])),
  );
}
