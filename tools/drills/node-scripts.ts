import path from "node:path";

/** The folder of the scripts of nodes that a drill runs: the project's, or another one to see what a drill finds there. */
export const nodeScripts = (): string => process.env.GROUNDUP_DRILL_SCRIPTS ?? path.join(__dirname, "..", "..", "node");
