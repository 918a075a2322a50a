import path from "node:path";

/** The folder of the nodes' scripts that a drill runs: the project's, or another one for comparison. */
export const nodeScripts = (): string => process.env.GROUNDUP_DRILL_SCRIPTS ?? path.join(__dirname, "..", "..", "node");
