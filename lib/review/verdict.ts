import type { Review } from "./review";

const words: Readonly<Record<Review["verdict"], string>> = {
  nothing: "No resource changes.",
  safe: "Safe: no pod has to move, and the API stays available.",
  disruptive: "Disruptive: something that runs is interrupted, and comes back.",
  dangerous: "Dangerous: something is lost or given away.",
};

/** The verdict in a sentence, and what is left to do about it. */
export function verdictWords({ verdict, refused, allowed }: Review): string[] {
  const permitted = allowed.length > 0 ? [`Allowed: ${allowed.join(", ")}.`] : [];
  if (refused.length === 0) return [words[verdict], ...permitted];
  return [
    words[verdict],
    ...permitted,
    `Refused. If it is meant: ${refused.map((danger) => `--allow ${danger}`).join(" ")}`,
  ];
}
