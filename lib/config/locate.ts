import { dirname, join, relative, resolve } from "node:path";

/**
 * The path of the cluster file to read: the named file, otherwise `cluster.yaml` in the project's folder.
 * @param project the project's folder
 * @param file the file's name, as the user gave it. Default: the value of `CLUSTER_FILE`.
 */
export function clusterFile(project: string, file = process.env.CLUSTER_FILE): string {
  if (!file) return join(project, "cluster.yaml");
  const folder = userFolder(project);
  return folder === process.cwd() ? file : resolve(folder, file);
}

/**
 * A path as the user's shell would name it. It is relative if the path is inside the user's folder, otherwise absolute.
 */
export function shownPath(path: string, project: string): string {
  const folder = userFolder(project);
  const short = relative(folder, resolve(path));
  return short.startsWith("..") ? resolve(path) : short;
}

/** The absolute path of a path that the user gave, relative to the user's folder. */
export function userPath(path: string, project: string): string {
  return resolve(userFolder(project), path);
}

/**
 * The user's current folder. npm runs scripts in the folder of their package.json, and keeps the user's folder in
 * INIT_CWD. A program that such a script starts in another folder inherits INIT_CWD, but must ignore it.
 */
function userFolder(project: string): string {
  const { INIT_CWD, npm_package_json: packageJson } = process.env;
  const folder = process.cwd();
  const byNpm = packageJson === undefined || dirname(packageJson) === folder;
  return INIT_CWD && byNpm && folder === project ? INIT_CWD : folder;
}
