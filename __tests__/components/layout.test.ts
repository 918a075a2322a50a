import { readdirSync } from "node:fs";
import { components } from "../../components/registry";

/** What components/ holds besides components: their type, their list, and the sockets of the operating system. */
const others = ["component.ts", "operating-system.ts", "registry.ts"];

test("each file of components/ exports a registered component, and each registered component is in such a file", () => {
  const files = readdirSync("components").filter((name) => name.endsWith(".ts") && !others.includes(name));
  const found = files.map((file) => {
    const exported = Object.values<unknown>(jest.requireActual(`../../components/${file}`));
    return { file, components: components.filter((component) => exported.includes(component)) };
  });
  expect(found.filter((file) => file.components.length === 0)).toEqual([]);
  expect(new Set(found.flatMap((file) => file.components))).toEqual(new Set(components));
});
