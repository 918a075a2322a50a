import { renderService, type Service } from "../../../lib/render/unit";

const service = (flags: Service["flags"], rest: Partial<Service> = {}): string[] =>
  renderService({
    name: "x",
    description: "X",
    documentation: "https://x.example/",
    program: "/bin/x",
    flags,
    service: { Type: "exec" },
    confinement: { settings: {}, needs: {}, exposure: 10 },
    ...rest,
  });

test("a service is rendered as a unit file", () => {
  const lines = service(
    { a: 1 },
    {
      user: "x",
      credentials: { key: "/etc/x.key" },
      unit: { After: ["a.target", "b.target"] },
      service: { Delegate: true },
    },
  );
  expect(lines.join("\n")).toMatchInlineSnapshot(`
   "[Unit]
   Description=X
   Documentation=https://x.example/
   After=a.target
   After=b.target

   [Service]
   User=x
   Group=x
   LoadCredential=key:/etc/x.key
   Delegate=yes
   ExecStart=/bin/x \\
     --a=1

   [Install]
   WantedBy=multi-user.target"
  `);
});

/** What systemd reads from ExecStart= (systemd.service, "Command lines"): quotes, backslashes, specifiers, variables. */
const read = (argument: string) =>
  argument
    .replace(/^"(.*)"$/s, (_, inner: string) => inner.replace(/\\(["\\])/g, "$1"))
    .replaceAll("%%", "%")
    .replaceAll("$$", "$");

test.each(["plain", "a b", "100%", "$HOME", "$$", 'say "x"', "back\\slash", "a;b", "it's", "%n", "a,b=c"])(
  "systemd reads %j unchanged",
  (value) => {
    const [, ...rest] = service({ flag: value }).join("\n").split("ExecStart=")[1]!.split("\n\n")[0]!.split(" \\\n  ");
    expect(rest).toHaveLength(1);
    expect(read(rest[0]!)).toBe(`--flag=${value}`);
  },
);
