import path from "node:path";
import { run } from "../../lab/host/shell";
import { project } from "../../tools/fixtures/synthesized";
import { replaceFolder } from "../../bin/replace-folder";
import { site } from "../../tools/site/site";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scratchFolder } from "../support/scratch";

describeUnlessMissing([missingProgram("chromium")], "The site, opened as files in a browser", () => {
  const folder = scratchFolder();
  beforeAll(() => replaceFolder(path.join(folder, "site"), site(project)));

  /** A page as the browser has it once its scripts have run. */
  const opened = (page: string, width: number) => {
    const options = [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--timeout=20000",
      `--user-data-dir=${folder}/user`,
    ];
    const window = [`--window-size=${width},900`, "--virtual-time-budget=20000"];
    return run(["chromium", ...options, ...window, "--dump-dom", `file://${folder}/site/${page}`]);
  };

  test.each([
    ["index.html", ""],
    ["docs/decisions/index.html", "../../"],
  ])("finds a section from %s", async (page, root) => {
    const html = await opened(`${page}?q=restore+etcd`, 1280);
    const [first] = /<a class="" href="[^"]*"/.exec(html) ?? [];
    expect(first).toBe(`<a class="" href="${root}docs/operations.html#restore-etcd"`);
    expect(html).toContain('<mark class="">');
    expect(html).toMatch(/<form role="search">/);
  });

  test("folds the list of pages only in a narrow window", async () => {
    expect(await opened("docs/security.html", 600)).toContain('<details class="pages">');
    expect(await opened("docs/security.html", 1280)).toContain('<details class="pages" open="">');
  });
});
