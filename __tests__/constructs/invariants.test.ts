import { readClusterFile } from "../../components/derived/cluster-file";
import { expressionsOf, referencesOf, textsOf } from "../../tools/fixtures/references";
import { referencesIn, undefinedReferences } from "../../tools/fixtures/stack-parts";
import {
  addressesOf,
  clusterFiles,
  outdirPrefix,
  project,
  type Stack,
  stackText,
} from "../../tools/fixtures/synthesized";

describe.each(clusterFiles)("the stack of %s", (file) => {
  const { config } = readClusterFile(`${project}/${file}`);
  const text = stackText(config);
  const stack = JSON.parse(text) as Stack;

  test("has the same bytes when synthesized again", () => {
    expect(stackText(config)).toBe(text);
  });

  test("contains no path of this machine", () => {
    expect(text).not.toContain(project);
    expect(text).not.toContain(outdirPrefix);
  });

  test("contains no placeholder of cdktf", () => {
    expect(text).not.toContain("TfToken");
  });

  test("contains no PEM block", () => {
    expect(text).not.toContain("-----BEGIN");
  });

  test("contains no bootstrap token, because no node joins with one", () => {
    expect(text).toContain("--service-account-issuer=");
    expect(text).not.toMatch(/bootstrap-token-auth|bootstrap-kubeconfig|system:bootstrappers/);
  });

  test("refers to nothing that it does not define", () => {
    expect(undefinedReferences(stack)).toEqual([]);
    // The check is worth something only while it sees the references.
    const referred = referencesIn(stack);
    expect(referred).toContain("tls_private_key.pki_kube-apiserver");
    expect(referred).toContain("local.scripts");
  });

  test("waits only for what it defines", () => {
    const waitedFor = Object.values(stack.resource).flatMap((named) =>
      Object.values(named).flatMap((block) => (block.depends_on ?? []) as string[]),
    );
    expect(waitedFor.filter((address) => !addressesOf(stack).includes(address))).toEqual([]);
  });

  test("uses each.value only where there is a for_each", () => {
    for (const named of Object.values(stack.resource)) {
      for (const block of Object.values(named)) {
        const uses = textsOf(block).flatMap(expressionsOf).flatMap(referencesOf).includes("each.value");
        expect(uses).toBe("for_each" in block);
      }
    }
  });

  test("has digests only of files in its bundles", () => {
    const indexed = [...text.matchAll(/local\.(\w+)\[\\"([^"\\]+)\\"\]/g)];
    expect(indexed.length).toBeGreaterThan(0);
    expect(indexed.filter(([, bundle, path]) => !(path! in stack.locals[bundle!]))).toEqual([]);
  });
});
