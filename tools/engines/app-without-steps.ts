import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readClusterFile } from "../../components/derived/cluster-file";
import { withoutSteps } from "../fixtures/stack-parts";
import type { Stack } from "../fixtures/synthesized";
import { pinProvider } from "../fixtures/terraform";
import { synthesize } from "../../constructs/synthesize";

// `cdktf deploy` runs this app: the default cluster without the steps that log in to machines, because the emulator has
// no machines.
const outdir = process.env.CDKTF_OUTDIR ?? "cdktf.out";
const { config } = readClusterFile(path.join(__dirname, "..", "..", "cluster.yaml"));
const folder = synthesize(config, outdir);
const file = path.join(folder, "cdk.tf.json");
writeFileSync(file, JSON.stringify(withoutSteps(JSON.parse(readFileSync(file, "utf8")) as Stack), undefined, 2));
pinProvider(folder);
