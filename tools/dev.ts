import { commandGroup } from "../lib/command-line";

/** `groundup dev`: what developers of groundup need. */
export const command = commandGroup(
  {
    name: "dev",
    does: ["Writes generated files and runs measurements, for developers of groundup."],
    examples: ["groundup dev golden"],
  },
  {
    golden: {
      says: "Writes the golden files of the tests",
      load: () => (require("./write-golden") as typeof import("./write-golden")).golden,
    },
    plans: {
      says: "Records the plans that the tests of reviews read",
      load: () => (require("./record-plans") as typeof import("./record-plans")).plans,
    },
    schema: {
      says: "Writes the JSON schemas that are in the repository",
      load: () => (require("./write-schema") as typeof import("./write-schema")).schema,
    },
    "program-schemas": {
      says: "Writes the fields of the configuration files of kubelet, kube-proxy and containerd",
      load: () => (require("./write-program-schemas") as typeof import("./write-program-schemas")).programSchemas,
    },
    bench: {
      says: "Measures how long synthesis takes, and writes docs/benchmarks.md",
      load: () => (require("./bench/main") as typeof import("./bench/main")).bench,
    },
    engines: {
      says: "Runs groundup with versions of Terraform, OpenTofu and Node",
      load: () => (require("./engines/main") as typeof import("./engines/main")).engines,
    },
  },
);
