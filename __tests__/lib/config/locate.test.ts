import { join } from "node:path";
import { clusterFile, shownPath, userPath } from "../../../lib/config";

const project = process.cwd();
const saved = process.env;
afterEach(() => {
  process.env = saved;
});

const at = (env: NodeJS.ProcessEnv) => {
  process.env = env;
};

describe("the cluster file is", () => {
  test.each([{}, { CLUSTER_FILE: "" }, { INIT_CWD: "/elsewhere" }])("the project's own file with %j", (env) => {
    at(env);
    expect(clusterFile(project)).toBe(join(project, "cluster.yaml"));
  });

  test.each([
    ["as its user named it", { CLUSTER_FILE: "a.yaml" }, "a.yaml"],
    ["as its user named it in the project", { CLUSTER_FILE: "a.yaml", INIT_CWD: project }, "a.yaml"],
    ["in the folder that npm was called from", { CLUSTER_FILE: "a.yaml", INIT_CWD: "/elsewhere" }, "/elsewhere/a.yaml"],
    [
      "at an absolute path wherever npm was called from",
      { CLUSTER_FILE: "/a.yaml", INIT_CWD: "/elsewhere" },
      "/a.yaml",
    ],
  ])("%s", (_, env, expected) => {
    at(env);
    expect(clusterFile(project)).toBe(expected);
  });

  test("relative to the current folder if npm did not change it", () => {
    at({ CLUSTER_FILE: "a.yaml", INIT_CWD: "/elsewhere" });
    expect(clusterFile("/some/project")).toBe("a.yaml");
  });
});

test.each([
  [{}, "cdktf.out/stacks/a"],
  [{ INIT_CWD: "/elsewhere" }, join(project, "cdktf.out/stacks/a")],
])("paths are shown relative to the user's folder, with %j", (env, expected) => {
  at(env);
  expect(shownPath(join(project, "cdktf.out/stacks/a"), project)).toBe(expected);
});

test.each([
  [{}, join(project, "plan.json")],
  [{ INIT_CWD: "/elsewhere" }, "/elsewhere/plan.json"],
])("a user's path is relative to the user's current folder, with %j", (env, expected) => {
  at(env);
  expect(userPath("plan.json", project)).toBe(expected);
  expect(userPath("/a/plan.json", project)).toBe("/a/plan.json");
});
