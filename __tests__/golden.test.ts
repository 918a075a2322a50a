import { join } from "node:path";
import { goldenFolders } from "../tools/fixtures/golden";
import { readTree } from "../tools/fixtures/read-tree";

/** `npm run golden` writes them anew. */
describe.each(Object.entries(goldenFolders))("%s", (folder, render) => {
  const rendered = render();
  const golden = readTree(join(__dirname, folder));

  test("contains the rendered files, and nothing else", () => {
    expect(Object.keys(rendered).sort()).toEqual(Object.keys(golden).sort());
  });

  test.each(Object.keys(golden))("%s", (path) => {
    expect(rendered[path]).toBe(golden[path]);
  });
});
