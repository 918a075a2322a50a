import { commandGroup } from "../lib/command-line";

/** `groundup docs`: the documentation. */
export const command = commandGroup(
  {
    name: "docs",
    does: ["Writes the documentation."],
    examples: ["groundup docs generate && groundup docs build"],
  },
  {
    generate: {
      says: "Writes the pages, tables and pictures of docs/ that are generated from the code",
      load: () => (require("./generate-docs") as typeof import("./generate-docs")).docsGenerate,
    },
    build: {
      says: "Writes the documentation as a site that needs no network",
      load: () => (require("./site/main") as typeof import("./site/main")).docsBuild,
    },
  },
);
