import tseslint from "typescript-eslint";

const cdktf = "^(cdktf|@cdktf|constructs)(/|$)";
const files = ["fs", "fs/*", "node:fs", "node:fs/*"];
const machine = ["os", "node:os", "child_process", "node:child_process"];

/** What code may import of packages; .dependency-cruiser.cjs says which house may import which. */
const restricted = ({ framework = false, disk = false } = {}) => ({
  "@typescript-eslint/no-restricted-imports": [
    "error",
    {
      patterns: [
        { group: machine, message: "What is synthesized depends on the cluster file alone." },
        {
          regex: "^@cdktf/provider-[a-z]+(/lib)?$",
          message: "Import @cdktf/provider-aws/lib/<resource>: the root loads everything.",
        },
        ...(framework ? [] : [{ regex: cdktf, message: "Only constructs/ and main.ts know the framework." }]),
        ...(disk ? [] : [{ group: files, message: "Files are read by the config reader and lib/static-files.ts." }]),
      ],
    },
  ],
});

/** An optional property says in its comment what holds without it. */
const defaults = {
  create: (context) => ({
    "ExportNamedDeclaration > TSInterfaceDeclaration TSPropertySignature[optional=true]": (node) => {
      const comments = context.sourceCode.getCommentsBefore(node);
      if (!comments.some(({ type, value }) => type === "Block" && value.includes("@default")))
        context.report({ node, message: "Say in @default what holds without it." });
    },
  }),
};

/** Paths and ports of nodes stand in lib/contract/paths.ts alone. */
const nodePaths = String.raw`(^|[^\w.])\x2f(etc\x2f(groundup|kubernetes|etcd|systemd\x2fsystem|cni|containerd)|usr\x2flocal\x2f(lib|sbin)\x2fgroundup|usr\x2flocal\x2fbin\b|var\x2flib\x2f(groundup|etcd|kubelet)\b|var\x2fcache\x2fgroundup|run\x2fgroundup\b(?!-)|opt\x2fcni)|127\.0\.0\.1:\d`;
const withoutNodePaths = ["Literal[value", "TemplateElement[value.raw"].map((literal) => ({
  selector: `${literal}=/${nodePaths}/]`,
  message: "Take paths and ports of nodes from lib/contract/paths.ts.",
}));
const ofConstructs = [
  {
    selector: "MethodDefinition[kind='constructor'][value.params.length>3]",
    message: "A constructor has a scope, an id and props.",
  },
  {
    selector: "PropertyDefinition:not([accessibility='private']) > TSTypeAnnotation > TSArrayType",
    message: "Others could fill it: make it a readonly array.",
  },
];
const restrictedSyntax = (...rules) => ({ "no-restricted-syntax": ["error", ...rules] });

const ambient = {
  "no-restricted-properties": [
    "error",
    { object: "process", property: "env", message: "The environment is read by main.ts and the config reader." },
    { object: "Date", property: "now", message: "What is synthesized must not depend on the clock." },
    { object: "Math", property: "random", message: "What is synthesized must not depend on chance." },
  ],
  "no-restricted-globals": ["error", { name: "Date", message: "What is synthesized must not depend on the clock." }],
};

export default tseslint.config(
  { ignores: ["node_modules/", "cdktf.out/", "dist/", "inspect/", "site/", ".cache/", "coverage/"] },
  ...tseslint.configs.recommended,
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { varsIgnorePattern: "^_+$", argsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      eqeqeq: "error",
      "no-control-regex": "error",
      "max-lines": ["error", 300],
      "max-lines-per-function": ["error", { max: 40 }],
      "prefer-const": "error",
    },
  },
  { files: ["constructs/**/*.ts"], rules: { ...restricted({ framework: true }), ...ambient } },
  {
    files: ["components", "lib", "review", "verify", "lab", "tools"].map((house) => `${house}/**/*.ts`),
    ignores: ["lib/contract/*"],
    rules: restrictedSyntax(...withoutNodePaths),
  },
  { files: ["constructs/**/*.ts"], rules: restrictedSyntax(...withoutNodePaths, ...ofConstructs) },
  {
    files: ["constructs", "components", "lib", "review"].map((house) => `${house}/**/*.ts`),
    plugins: { groundup: { rules: { defaults } } },
    rules: { "groundup/defaults": "error" },
  },
  { files: ["components/**/*.ts"], rules: { ...restricted(), ...ambient } },
  { files: ["lib/**/*.ts"], rules: { ...restricted(), ...ambient } },
  { files: ["review/**/*.ts"], rules: { ...restricted(), ...ambient } },
  { files: ["lib/config/read.ts", "lib/static-files.ts"], rules: restricted({ disk: true }) },
  {
    files: ["index.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "Program > :not(ExportNamedDeclaration[source])", message: "index.ts lists what is public." },
      ],
    },
  },
  {
    files: ["examples/**/*.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        { patterns: [{ regex: "^\\.\\./", message: "An example uses the package by its name, as its users do." }] },
      ],
    },
  },
  { files: ["lib/config/locate.ts"], rules: { "no-restricted-properties": "off" } },
  // The JSON that is looked into has no types.
  { files: ["tools/fixtures/*.ts"], rules: { "@typescript-eslint/no-explicit-any": "off" } },
  {
    files: ["__tests__/**/*.ts"],
    rules: {
      "max-lines": "off",
      "max-lines-per-function": "off",
      // The JSON that is looked into has no types.
      "@typescript-eslint/no-explicit-any": "off",
    },
  },
  {
    // Each command's program is loaded when somebody calls it.
    files: ["bin/**/*.{ts,js}", "tools/{dev,docs,write-schema}.ts", "tools/drills/registry.ts"],
    rules: {
      "@typescript-eslint/no-require-imports": "off",
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
    },
  },
  {
    files: ["**/*.{js,mjs}"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { module: "writable" } },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
);
