import { columns, renderTerminal } from "../../tools/terminal-picture";

/** The lines of a picture's text, with its styles. */
const linesOf = (session: string) =>
  [...renderTerminal("a title", session).matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, line]) => line);

test("a command has a prompt, and colours last until they end", () => {
  expect(linesOf("$ ls <here>\n\x1b[1m\x1b[32mgreen\x1b[0m plain & \x1b[33;1myellow\x1b[m\n")).toEqual([
    '<tspan class="green">$ </tspan><tspan class="bold">ls &lt;here></tspan>',
    '<tspan class="bold green">green</tspan> plain &amp; <tspan class="yellow bold">yellow</tspan>',
  ]);
});

test("a line that is longer than the terminal is wrapped at its indent, whatever escape codes it has", () => {
  const words = (count: number) => Array.from({ length: count }, (_, index) => `word-${index % 10}`).join(" ");
  const [first, second, ...more] = linesOf(`  \x1b[31m${words(20)}\x1b[0m`);
  expect(first).toBe(`  <tspan class="red">${words(16)}</tspan>`);
  expect(second).toMatch(/^ {2}<tspan class="red">word-6 word-7 word-8 word-9<\/tspan>$/);
  expect(more).toEqual([]);
  expect(linesOf("x".repeat(columns)).length).toBe(1);
});

test("says what cannot be shown", () => {
  expect(() => linesOf("\x1b[38m")).toThrow("has the code 38; wanted: 0 or one of 1, 31");
  expect(() => linesOf("\x1b[2Kgone")).toThrow("has a code that is no colour: 2Kgone");
  expect(() => linesOf("x".repeat(columns + 1))).toThrow("a word of more than 116 characters");
});

test("the title is for those who cannot see the picture", () => {
  expect(renderTerminal('"a" & b', "x")).toContain('role="img">\n<title>&quot;a&quot; &amp; b</title>');
});
