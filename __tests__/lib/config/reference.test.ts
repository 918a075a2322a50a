import { clusterJsonSchema, type JsonSchema } from "../../../lib/config/json-schema";
import { clusterFileDocument } from "../../../lib/config/reference";

/** Every key that may be left out, but for sections, of which each key has a default of its own. */
function optionalKeys(path: string, { properties = {}, required = [], items, ...free }: JsonSchema): string[] {
  const own = Object.entries(properties).flatMap(([name, schema]) => {
    const key = path ? `${path}.${name}` : name;
    const isSection = schema.properties !== undefined && schema.default !== undefined;
    const isOptional = !isSection && !(required as readonly string[]).includes(name);
    return [...(isOptional ? [key] : []), ...optionalKeys(key, schema)];
  });
  const named = free.additionalProperties;
  return [
    ...own,
    ...(items ? optionalKeys(`${path}[]`, items) : []),
    ...(typeof named === "object" ? optionalKeys(`${path}.<name>`, named as JsonSchema) : []),
  ];
}

test("docs/cluster-file.md gives a default for every optional key", () => {
  const rows = clusterFileDocument()
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split(/ *(?<!\\)\| */).slice(1, -1));
  const defaults = new Map(rows.map(([key, , said]) => [key!.replaceAll("`", ""), said]));
  const keys = optionalKeys("", clusterJsonSchema());
  expect(keys).toEqual(
    expect.arrayContaining(["name", "encryption.provider", "ssh.hostKeys", "network.subnets[].zone"]),
  );
  expect(keys.filter((key) => !defaults.get(key))).toEqual([]);
});
