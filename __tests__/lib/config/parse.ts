import { ConfigError, type Problem } from "../../../lib/config";
import { parseClusterConfig, type ParsedConfig } from "../../../lib/config/parse";

/** Parses a cluster file that names no other file. */
export function parse(text: string, files: Record<string, unknown> = {}): ParsedConfig {
  const readJson = (path: string) => {
    if (path in files) return files[path];
    throw new Error("no such file");
  };
  return parseClusterConfig(text, { file: "cluster.yaml", readJson, rules: [] });
}

/** The problems of a cluster file that must have some. */
export function problemsOf(text: string, files?: Record<string, unknown>): Problem[] {
  try {
    parse(text, files);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error(`no problem found in:\n${text}`);
}
