import * as z from "zod";
import { valueProblems } from "./issues";
import { renderPath, type Problem } from "./problem";
import { digest, pinnedName } from "./schema-software";

const checksumsFile = z.record(pinnedName, digest);

const wanted = "a JSON file that maps URLs and images to their SHA-256";

/** The result of reading a checksums file: its digests, or the problems found. */
export interface ChecksumsFile {
  /**
   * SHA-256 in lower case, by URL, or by image with its tag. These replace groundup's own. Empty if there are problems.
   */
  readonly digests: Record<string, string>;
  /** The problems, each at `artifacts.checksums` or at a URL inside it. */
  readonly problems: readonly Problem[];
}

/**
 * Reads and checks the file of `artifacts.checksums`.
 * @param path the path in the cluster file. Without it, the result is empty.
 * @param readJson reads the file, and throws an error with a readable message if it cannot
 */
export function readChecksums(path: string | undefined, readJson: (path: string) => unknown): ChecksumsFile {
  if (path === undefined) return { digests: {}, problems: [] };
  const content = attempt(() => readJson(path));
  if ("fault" in content) {
    const found = `${path}: ${content.fault}`;
    return {
      digests: {},
      problems: [{ path: "artifacts.checksums", found, wanted, remedy: "correct the path, or the file" }],
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
