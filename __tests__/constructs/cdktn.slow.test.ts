import type { Stack } from "../../tools/fixtures/synthesized";

/** What its S3 backend wants to know: docs/library.md, "cdktn". */
const targetVersions = { terraform: ">=1.10.0", opentofu: ">=1.10.0" };

beforeAll(() => {
  process.env.CDKTF_CONTEXT_JSON = JSON.stringify({ targetVersions });
});
afterAll(() => {
  delete process.env.CDKTF_CONTEXT_JSON;
});

/** A stack made with one of the frameworks, the providers' bindings included, without the framework's own version. */
async function stackUnder(framework: "cdktf" | "cdktn", file: string): Promise<Stack> {
  jest.resetModules();
  jest.doMock("cdktf", () => jest.requireActual<object>(framework));
  const { stackOfFile } = await import("../../tools/fixtures/synthesized");
  const { "//": about, ...stack } = stackOfFile(file) as Stack & { "//": { metadata: { version: string } } };
  const { version, ...metadata } = about.metadata;
  expect(version).toBe((jest.requireActual(`${framework}/package.json`) as { version: string }).version);
  return { ...stack, "//": { ...about, metadata } } as Stack;
}

test.each(["cluster.yaml", "examples/s3-state-own-key-pair.yaml"])(
  "%s becomes the same stack under cdktn as under cdktf",
  async (file) => {
    expect(await stackUnder("cdktn", file)).toEqual(await stackUnder("cdktf", file));
  },
  120_000,
);
