import { parseClusterFile } from "../../../components/derived/cluster-file";
import { ConfigError } from "../../../lib/config";

/** The problems of a cluster file, one line each: path and what was wanted. */
function problemsOf(text: string): string[] {
  try {
    parseClusterFile(text);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, wanted }) => `${path}: ${wanted}`);
  }
}

test.each(["volumes: true", "registry: true"])("aws.%s is refused: nothing does it yet", (key) => {
  const [name] = key.split(":");
  expect(problemsOf(`aws: { ${key} }`)).toContainEqual(expect.stringMatching(`^aws.${name}: .*cannot do it yet`));
});

test.each(["loadBalancers", "volumes"])("aws.%s needs an identity", (key) => {
  expect(problemsOf(`aws: { ${key}: true }`)).toContainEqual(expect.stringMatching("^aws.identity: an identity"));
});

test("false is what a cluster without AWS has", () => {
  expect(problemsOf("aws: { loadBalancers: false, volumes: false, registry: false }")).toEqual([]);
});

test.each(["masters", "load-balancers"])("a role may not have the name of the cluster's own role %s", (name) => {
  const role = `{ name: ${name}, namespace: a, serviceAccount: b, policyArns: ["arn:aws:iam::aws:policy/X"] }`;
  expect(problemsOf(`aws: { identity: { bucket: oidc, roles: [${role}] } }`)).toEqual([
    "aws.identity.roles[0].name: each name once",
  ]);
});
