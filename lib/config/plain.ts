import { renderPath, show, type Problem } from "./problem";

type Path = readonly (string | number)[];

/**
 * The maximum size of a cluster file. No cluster needs a hundredth of it, and groundup checks a file of this size
 * within seconds.
 */
export const limits = {
  /** Characters in the file. */
  characters: 262_144,
  /** Values, keys and list elements, including what aliases repeat. */
  values: 20_000,
  /** Levels of nested mappings and lists. */
  depth: 50,
} as const;

/** The state of one walk through a cluster file. */
interface Walk {
  readonly problems: Problem[];
  /** The mappings and lists that contain the current value. */
  readonly within: Set<object>;
  visited: number;
}

/**
 * Problems that make a value unreadable for the schema: values that contain themselves, values that are too deep or too
 * many, values that only an apply knows, and keys that JavaScript would drop. The schema can check a value without
 * these problems.
 */
export function plainProblems(value: unknown): Problem[] {
  const walk: Walk = { problems: [], within: new Set(), visited: 0 };
  visit(value, [], walk);
  if (walk.visited <= limits.values) return walk.problems;
  const found = `more than ${limits.values} values`;
  const remedy = "shorten its lists and mappings, and what aliases repeat";
  return [{ path: renderPath([]), found, wanted: `at most ${limits.values} values`, remedy }];
}

function visit(value: unknown, path: Path, walk: Walk): void {
  walk.visited += 1;
  if (walk.visited > limits.values) return;
  if (isToken(value)) return void walk.problems.push(tokenAt(path));
  if (typeof value !== "object" || value === null) return;
  if (walk.within.has(value)) return void walk.problems.push(endlessAt(path));
  if (path.length >= limits.depth) return void walk.problems.push(tooDeepAt(path));
  walk.within.add(value);
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, inner] of entries) {
    if (key === "__proto__") walk.problems.push(droppedAt([...path, key], inner));
    else if (isToken(key)) walk.problems.push(tokenAt([...path, key]));
    else visit(inner, [...path, key], walk);
  }
  walk.within.delete(value);
}

/**
 * Whether a value is one of cdktf's placeholders for an apply-time value: a text or a list with a marker, a very low
 * number that nobody would write (cdktf, tokens/private/encoding), or an object that resolves itself.
 */
function isToken(value: unknown): boolean {
  if (typeof value === "string") return /[$#&@]\{TfToken\[/.test(value);
  if (typeof value === "number") return value < -1e250 && value > -Infinity;
  return typeof value === "object" && value !== null && "resolve" in value && typeof value.resolve === "function";
}

const tokenAt = (path: Path): Problem => ({
  path: renderPath(path),
  found: "a token: a value that only an apply knows",
  wanted: "a value that is known at synthesis",
  remedy: "write the value itself: addresses, names and versions are planned from it",
});

const endlessAt = (path: Path): Problem => ({
  path: renderPath(path),
  found: "a mapping or list that contains itself",
  wanted: "a value that does not contain itself",
  remedy: "write the value itself in place of the alias",
});

const tooDeepAt = (path: Path): Problem => ({
  path: `${renderPath(path.slice(0, 3))} ...`,
  found: `mappings and lists nested more than ${limits.depth} levels deep`,
  wanted: "fewer levels",
  remedy: "remove the inner ones",
});

const droppedAt = (path: Path, value: unknown): Problem => ({
  path: renderPath(path),
  found: `the key __proto__, with ${show(value)}`,
  wanted: "a key that JavaScript does not reserve",
  remedy: "remove it, or give it another name",
});
