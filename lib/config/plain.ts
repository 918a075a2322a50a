import { renderPath, show, type Problem } from "./problem";

type Path = readonly (string | number)[];

/** How much a cluster file may hold: no cluster needs a hundredth of it, and it is checked within seconds. */
export const limits = {
  /** Characters of the file. */
  characters: 262_144,
  /** Values, keys and elements of lists, with what aliases repeat. */
  values: 20_000,
  /** Mappings and lists within each other. */
  depth: 50,
} as const;

/** What one walk through a cluster file has seen. */
interface Walk {
  readonly problems: Problem[];
  /** The mappings and lists that the walk stands in. */
  readonly within: Set<object>;
  visited: number;
}

/**
 * What is wrong with a value before any key of it has a meaning: values without an end, values that only an apply
 * knows, and keys that JavaScript would drop. The schema can look at a value that has none of these problems.
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
 * Whether a value is one of cdktf's placeholders for what only an apply knows: a text or a list with its marker, a
 * number far below any that is meant (cdktf, tokens/private/encoding), or an object that resolves itself.
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
  found: "a mapping or list that holds itself",
  wanted: "a value that ends",
  remedy: "write the value itself in place of the alias",
});

const tooDeepAt = (path: Path): Problem => ({
  path: `${renderPath(path.slice(0, 3))} ...`,
  found: `mappings and lists within each other, more than ${limits.depth} deep`,
  wanted: "fewer levels",
  remedy: "remove the inner ones",
});

const droppedAt = (path: Path, value: unknown): Problem => ({
  path: renderPath(path),
  found: `the key __proto__, with ${show(value)}`,
  wanted: "a key that programs in JavaScript do not keep for themselves",
  remedy: "remove it, or give it another name",
});
