/** Which house may import which: docs/architecture.md, "Layout". Each may import what its list names, and itself. */
const houses = {
  "main.ts": ["bin", "lib"],
  "index.ts": ["constructs", "components", "lib"],
  bin: ["constructs", "components", "lib", "review", "verify"],
  constructs: ["components", "lib"],
  components: ["lib"],
  lib: [],
  review: ["lib"],
  verify: ["components", "lib"],
  lab: ["verify", "components", "lib"],
  tools: ["bin", "constructs", "components", "lib", "review", "verify", "lab", "examples"],
};

const escaped = (name) => name.replace(".", "\\.");
const pathOf = (name) => (name.endsWith(".ts") ? `^${escaped(name)}$` : `^${name}/`);

const arrows = Object.entries(houses).map(([house, uses]) => ({
  name: `${house}-imports`,
  comment:
    uses.length === 0 ? `${house} imports no other house.` : `${house} imports ${uses.join(", ")} and no other house.`,
  severity: "error",
  from: { path: pathOf(house) },
  to: { dependencyTypes: ["local"], pathNot: [house, ...uses].map(pathOf) },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...arrows,
    {
      name: "cluster-files",
      comment: "Cluster files are read by components/derived/cluster-file.ts, which knows every rule.",
      severity: "error",
      from: { pathNot: "^(lib/|components/derived/cluster-file\\.ts$)" },
      to: { path: "^lib/config/(read|parse)\\.ts$" },
    },
    {
      name: "components-and-parts",
      comment: "Only components/derived/ knows the list of components.",
      severity: "error",
      from: { path: "^components/", pathNot: "^components/derived/" },
      to: { path: "^components/(derived/|registry\\.ts$)" },
    },
    {
      name: "parts-of-components",
      comment: "Components import parts. Parts import the type of components, and no component.",
      severity: "error",
      from: { path: "^components/parts/" },
      to: { path: "^components/[^/]+$", pathNot: "^components/component\\.ts$" },
    },
    {
      name: "no-circle",
      comment: "Two files that import each other are one file, or want a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(cdktf\\.out|dist|node_modules|\\.cache)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
