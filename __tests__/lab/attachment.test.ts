import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { attach, attached, detach, parseLinks } from "../../lab/network/attachment";

/** Stands in for ip and sysctl: records each command, including those of a batch. Links to be removed do not exist. */
const program = `#!/bin/sh
log="$(dirname "$0")/asked"
case "$*" in
*-batch*) while read -r line; do echo "$(basename "$0") $* $line" >>"$log"; done ;;
*) echo "$(basename "$0") $*" >>"$log" ;;
esac
case "$*" in *"link delete"*) exit 1 ;; esac
`;

const place = {
  namespace: "no-such-namespace",
  link: "eni-1",
  address: "172.31.0.20/24",
  gateway: "172.31.0.1",
  mac: "02:00:00:00:00:20",
};
const systemPath = process.env.PATH;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "attachment-test-"));
  for (const name of ["ip", "nsenter"]) writeFileSync(path.join(folder, name), program, { mode: 0o755 });
  process.env.PATH = `${folder}:${systemPath}`;
});
afterEach(() => {
  process.env.PATH = systemPath;
  rmSync(folder, { recursive: true, force: true });
});

async function commandsOf(work: () => Promise<void>): Promise<string[]> {
  await work();
  return readFileSync(path.join(folder, "asked"), "utf8").trim().split("\n");
}

test("leftovers of the link are removed first; the last action sets the fabric's side up", async () => {
  const commands = await commandsOf(() => attach(place));
  const index = (text: string) => commands.findIndex((command) => command.includes(text));
  expect(index("-cloud link delete eni-1")).toBe(0);
  expect(index("link add ens5")).toBeGreaterThan(index("netns add no-such-namespace"));
  expect(index("route add default via 172.31.0.1 dev ens5")).toBeGreaterThan(index("link set ens5 up"));
  expect(index("link set eni-1 up")).toBe(commands.length - 1);
  expect(index("link set eni-1 up")).toBeGreaterThan(index("proxy_arp"));
});

test("a namespace's link is removed separately, without waiting until the kernel removes the namespace", async () => {
  expect(await commandsOf(() => detach(place.namespace))).toEqual(["ip -n no-such-namespace link delete ens5"]);
});

test("a host is connected to the fabric if its namespace exists and its link is up; one alone is not enough", () => {
  const links = parseLinks('[{"ifname":"lo"},{},{"link_index":2,"ifname":"eni-1"}]');
  expect([...links]).toEqual(["lo", "eni-1"]);
  const namespaces = new Set([place.namespace]);
  expect(attached(place, { namespaces, links })).toBe(true);
  expect(attached(place, { namespaces: new Set(), links })).toBe(false);
  expect(attached(place, { namespaces, links: new Set(["lo"]) })).toBe(false);
});
