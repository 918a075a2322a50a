import * as z from "zod";
import { valueProblems } from "./issues";
import { renderPath, type Problem } from "./problem";
import { digest, pinnedName } from "./schema-software";

const checksumsFile = z.record(pinnedName, digest);

const wanted = "a JSON file that maps URLs and images to their SHA-256";

/** The digests that replace the known ones, or why there are none. */
export interface ChecksumsFile {
  /** URL, or image with its tag, to SHA-256 in lower case. Empty when there are problems. */
  readonly digests: Record<string, string>;
  /** Each at `artifacts.checksums`, or at a URL inside it. */
  readonly problems: readonly Problem[];
}

/**
 * Reads and checks the file of `artifacts.checksums`.
 * @param path as in the cluster file; without one there is nothing to replace
 * @param readJson reads it, and throws with words for people when it cannot
 */
export function readChecksums(path: string | undefined, readJson: (path: string) => unknown): ChecksumsFile {
  if (path === undefined) return { digests: {}, problems: [] };
  const content = attempt(() => readJson(path));
  if ("fault" in content) {
    const found = `${path}: ${content.fault}`;
    return {
      digests: {},
      problems: [{ path: "artifacts.checksums", found, wanted, remedy: "mend the path, or the file" }],
    };
  }
  const result = checksumsFile.safeParse(content.value, { reportInput: true });
  if (result.success) return { digests: result.data, problems: [] };
  return {
    digests: {},
    problems: result.error.issues
      .flatMap((issue) => valueProblems(issue))
      .map(({ problem, at }) => inFile(problem, at)),
  };
}

function inFile(problem: Problem, at: readonly PropertyKey[]): Problem {
  return { ...problem, path: renderPath(["artifacts", "checksums", ...at]) };
}

function attempt(read: () => unknown): { value: unknown } | { fault: string } {
  try {
    return { value: read() };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
