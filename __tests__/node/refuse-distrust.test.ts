import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt } from "../../lab/host/shell";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scriptCopy } from "../support/node-script";
import { scratchFolder } from "../support/scratch";

describeUnlessMissing([missingProgram("openssl")], "node/refuse-distrust, of the keys of tokens,", () => {
  const folder = scratchFolder();
  const [one, two] = [0, 1].map(() => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey) as [
    KeyObject,
    KeyObject,
  ];

  function lay(where: string, signs: KeyObject, checks: readonly KeyObject[]): void {
    const pki = path.join(folder, where);
    mkdirSync(pki, { recursive: true });
    writeFileSync(path.join(pki, "sa.key"), signs.export({ type: "pkcs8", format: "pem" }));
    const publicOf = (key: KeyObject) => createPublicKey(key).export({ type: "spki", format: "pem" });
    writeFileSync(path.join(pki, "sa.pub"), checks.map(publicOf).join(""));
  }

  test.each([
    ["the second is trusted as well", [one, [one]], [one, [one, two]], 0],
    ["the second signs", [one, [one, two]], [two, [two, one]], 0],
    ["the first goes", [two, [two, one]], [two, [two]], 0],
    ["another pair at once", [one, [one]], [two, [two]], 1],
    ["it signs before it is trusted", [one, [one]], [two, [two, one]], 1],
    ["the signing one is dropped at once", [one, [one, two]], [two, [two]], 1],
  ] as const)("%s", async (_, [signs, checks], [newSigns, newChecks], code) => {
    lay("today", signs, checks);
    lay("today/tree/pki", newSigns, newChecks);
    const script = scriptCopy("refuse-distrust", folder, {
      "pki=/etc/kubernetes/pki": "pki=$TODAY",
      tree$pki: "tree/pki",
    });
    const today = path.join(folder, "today");
    expect(await attempt(["env", `TODAY=${today}`, `WORK=${today}`, "bash", script])).toMatchObject({ code });
  });
});
