/** Replaces a value that may be secret. */
export const notShown = "(not shown)";

const words =
  "passw(?:or)?d|passphrase|secret|token|credential|api[-_]?key|private[-_]?key|access[-_]?key|authorization";

/**
 * Matches a key that names a secret, in YAML, TOML, JSON, an environment or an option, and its value up to the end of
 * the line.
 */
const secret = new RegExp(
  `^(.*?(?:["']|\\b|--)[\\w.-]*?(?:${words}|(?<![a-z])auth)[\\w.-]*["']?\\s*[:=]\\s*)(\\S.*)$`,
  "i",
);

/** Keys that only say where something is. */
const harmlessKey = /(file|path|dir|mode|ttl|size|name)["']?\s*[:=]\s*$/i;
/** Values without content: switches, numbers, and the beginning of a value on the next lines. */
const harmlessValue = /^["']?(true|false|null|\d+|[[{])["']?,?$/i;

/** A user and password in a URL. */
const userInfo = /(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s@"']+@/gi;

/** A value that continues on the following lines. */
interface Block {
  readonly begins: RegExp;
  readonly goesOn: (line: string, first: string) => boolean;
  /** Whether its last line belongs to it. */
  readonly includesEnd: boolean;
}

const indent = (line: string) => line.search(/\S|$/);
const pem: Block = {
  begins: /-----BEGIN [A-Z ]*KEY/,
  goesOn: (line) => !line.includes("-----END"),
  includesEnd: true,
};
const secretBlocks: readonly Block[] = [
  {
    begins: /[|>][+-]?\d*\s*$/,
    goesOn: (line, first) => line.trim() === "" || indent(line) > indent(first),
    includesEnd: false,
  },
  { begins: /("""|''')(?!.*\1)/, goesOn: (line) => !/"""|'''/.test(line), includesEnd: true },
];

/**
 * Removes possible secrets from a text. It hides more than necessary: people with access can read the files on the
 * nodes.
 */
export function redactedText(text: string): string {
  const shown: string[] = [];
  let hiding: { readonly block: Block; readonly first: string } | undefined;
  for (const line of text.split("\n")) {
    if (hiding?.block.goesOn(line, hiding.first)) continue;
    const ended = hiding?.block.includesEnd;
    hiding = undefined;
    if (ended) continue;
    const redacted = redactedLine(line);
    shown.push(redacted);
    const block = pem.begins.test(line) ? pem : secretBlocks.find((it) => redacted !== line && it.begins.test(line));
    if (block?.goesOn(" ".repeat(indent(line) + 1), line)) hiding = { block, first: line };
  }
  return shown.join("\n");
}

function redactedLine(line: string): string {
  if (pem.begins.test(line)) return `${" ".repeat(indent(line))}${notShown}`;
  const shown = line.replace(userInfo, `$1${notShown}@`);
  const [, key, value] = secret.exec(shown) ?? [];
  if (!key || harmlessKey.test(key) || harmlessValue.test(value!)) return shown;
  return `${key}${notShown}`;
}
