import { podIdentity } from "../../components/parts/pod-identity";
import { clusterOf, fakeValues } from "../../tools/fixtures/golden";

test("a pod gets a token for AWS, and what SDKs need to take the role with it", () => {
  const { env, volumeMounts, volumes } = podIdentity(clusterOf("region: eu-west-1"), fakeValues, "uploads");
  const folder = "/var/run/secrets/groundup/aws";
  expect(Object.fromEntries(env.map(({ name, value }) => [name, value]))).toEqual({
    AWS_REGION: "eu-west-1",
    AWS_ROLE_ARN: "<role uploads>",
    AWS_WEB_IDENTITY_TOKEN_FILE: `${folder}/token`,
    AWS_STS_REGIONAL_ENDPOINTS: "regional",
  });
  expect(volumeMounts).toEqual([{ name: "aws-identity", mountPath: folder, readOnly: true }]);
  const serviceAccountToken = { audience: "sts.amazonaws.com", expirationSeconds: 3600, path: "token" };
  expect(volumes).toEqual([{ name: "aws-identity", projected: { sources: [{ serviceAccountToken }] } }]);
});

test("an endpoint of the cluster file replaces AWS's own", () => {
  const { env } = podIdentity(clusterOf("aws: { endpoint: https://aws.example.com }"), fakeValues, "uploads");
  expect(env).toContainEqual({ name: "AWS_ENDPOINT_URL", value: "https://aws.example.com" });
});
