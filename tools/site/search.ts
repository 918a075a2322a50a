import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Tree } from "../../review/inspection";
import { sitePath } from "./markdown";
import { type Pages, titleOf } from "./navigation";

/** What the search finds: a section of a page. */
interface SearchDocument {
  readonly title: string;
  /** The title of its page. */
  readonly page: string;
  /** From the site's root. */
  readonly url: string;
  readonly text: string;
}

/** The files of the search, by their places in the site. */
export function searchFiles(pages: Pages): Tree {
  const documents = [...pages].flatMap(([file, page]) =>
    page.sections.map(({ heading, text }): SearchDocument => ({
      title: heading.text,
      page: titleOf(page),
      url: `${sitePath(file)}#${heading.anchor}`,
      text,
    })),
  );
  // One a line. A script, and not JSON: a page that is a file may not fetch.
  const lines = documents.map((document) => JSON.stringify(document)).join(",\n");
  return {
    "search/documents.js": `globalThis.groundupDocuments = [\n${lines},\n];\n`,
    "search/minisearch.js": libraryWithLicence(),
    "search/search.js": readFileSync(join(__dirname, "browser", "search.js"), "utf8"),
  };
}

/** minisearch as a script for browsers, with its licence, and without the way to a source map that the site has not. */
function libraryWithLicence(): string {
  const folder = join(dirname(require.resolve("minisearch")), "..", "..");
  const [licence, script] = ["LICENSE.txt", "dist/umd/index.js"].map((file) =>
    readFileSync(join(folder, file), "utf8"),
  );
  return `/*! minisearch\n\n${licence!.trim()}\n*/\n${script!.replace(/^\/\/# sourceMappingURL=.*\n?/m, "")}`;
}
