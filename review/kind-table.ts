import { kindNames, kinds } from "./kinds";

/** The kinds of findings that stop a pipeline as a Markdown table: exit code, name, meaning. */
export function kindTable(): string[] {
  const rows = kindNames.map((name) => {
    const { exitCode, means } = kinds[name];
    return `| ${exitCode} | \`${name}\` | ${means.replace(/\s+/g, " ")} |`;
  });
  return ["| exit code | kind | what it means |", "| --- | --- | --- |", ...rows];
}
