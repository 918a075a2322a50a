/** A heading's anchor, as GitHub and GitLab make it from its Markdown. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[`*]|\[|\]\([^)]*\)/g, "")
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
}

/** The anchors of a page's headings, in their order: equal ones are numbered from the second on. */
export function anchorsOf(headings: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return headings.map((heading) => {
    const anchor = anchorOf(heading);
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before ? `${anchor}-${before}` : anchor;
  });
}
