import { stackOf } from "../../tools/fixtures/synthesized";

const backendOf = (more: string) =>
  stackOf(`
    masters: { count: 1 }
    workers: { count: 1 }
    backend: { s3: { bucket: states, key: a, region: us-east-2${more} } }`).terraform;

test("the backend uses an S3 lock file, and the stack then needs Terraform 1.10", () => {
  const { backend, required_version } = backendOf("");
  expect(backend.s3.use_lockfile).toBe(true);
  expect(required_version).toMatch(/^>= 1\.10\.1, /);
});

test("without a lock file, the backend omits the key, which Terraform before 1.10 does not know", () => {
  const { backend, required_version } = backendOf(", useLockfile: false");
  expect(backend.s3).not.toHaveProperty("use_lockfile");
  expect(required_version).toMatch(/^>= 1\.5\.7, /);
});
