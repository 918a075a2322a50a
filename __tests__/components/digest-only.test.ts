import { addonFiles } from "../../components/derived/addons";
import { nodeFiles, roleFiles, scriptFiles } from "../../components/derived/bundle";
import { clusterOf, fakeValues } from "../../tools/fixtures/golden";

const secret = /<(private key|encryption key|base64 of <private key)/;

test.each(["", "encryption: { provider: aescbc, key: variable }"])(
  "no plan shows a file with a secret, with this cluster file: %s",
  (clusterFile) => {
    const cluster = clusterOf(clusterFile);
    const files = [
      ...scriptFiles(),
      ...addonFiles(cluster, fakeValues),
      ...(["master", "worker"] as const).flatMap((role) => roleFiles(cluster, role, fakeValues)),
      ...[...cluster.masters, ...cluster.workers].flatMap((node) => nodeFiles(cluster, node, fakeValues)),
    ];
    const secrets = files.filter(({ lines }) => secret.test(lines.join("\n")));
    expect(secrets.length).toBeGreaterThan(10);
    expect(secrets.filter(({ shown }) => !shown || secret.test(shown.join("\n")))).toEqual([]);
  },
);
