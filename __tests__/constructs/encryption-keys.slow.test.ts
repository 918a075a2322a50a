import { parse } from "yaml";
import { resourcesOf, stackOf } from "../../tools/fixtures/synthesized";

const three =
  "encryption: { keys: [{ name: b, key: variable }, { name: key1, key: variable }, { name: c-d, provider: aescbc }] }";

function providersOf(file: string): unknown[] {
  const { lines } = stackOf(file).locals.master_files["/etc/kubernetes/encryption.yaml"] as { lines: string[] };
  const { resources } = parse(lines.join("\n")) as { resources: { providers: unknown[] }[] };
  return resources[0]!.providers;
}

test("the API server's file lists the keys in the order of the cluster file, each with its own source", () => {
  expect(providersOf(three)).toEqual([
    { secretbox: { keys: [{ name: "b", secret: "${var.encryption_key_b}" }] } },
    { secretbox: { keys: [{ name: "key1", secret: "${var.encryption_key}" }] } },
    {
      aescbc: {
        keys: [
          {
            name: "c-d",
            secret: expect.stringMatching(/^\$\{base64sha256\(join\(.*"c-d".*encryption.private_key_pem/),
          },
        ],
      },
    },
    { identity: {} },
  ]);
  expect(Object.keys(stackOf(three).variable ?? {})).toEqual(
    expect.arrayContaining(["encryption_key", "encryption_key_b"]),
  );
});

test("the API server's file has the socket and the timeout of a KMS plugin", () => {
  const keys = "[{ name: aws, provider: kms, endpoint: 'unix:///run/kms/a', timeoutSeconds: 5 }, { name: key1 }]";
  expect(providersOf(`encryption: { keys: ${keys} }`)[0]).toEqual({
    kms: { apiVersion: "v2", name: "aws", endpoint: "unix:///run/kms/a", timeout: "5s" },
  });
});

test("no edit of the list destroys the secret that generated keys are derived from", () => {
  const files = ["", three, "encryption: { keys: [{ name: key2 }] }", "encryption: { key: variable }"];
  for (const file of files) expect(resourcesOf(stackOf(file))).toHaveProperty(["tls_private_key.pki_encryption"]);
});

test("the reencrypt step runs when another key is first, after all masters and before any worker", () => {
  const step = (file: string) => resourcesOf(stackOf(file))["null_resource.reencrypt"];
  expect(step("")).toBeUndefined();
  expect(step(three)).toMatchObject({
    triggers: { "first key": "secretbox:v1:b" },
    depends_on: ["null_resource.addons"],
  });
  const { depends_on: waits } = resourcesOf(stackOf(three))["null_resource.worker-0_update"]!;
  expect(waits).toEqual(expect.arrayContaining(["null_resource.reencrypt"]));
});
