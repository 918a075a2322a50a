import { dirname, join, relative, resolve } from "node:path";

/**
 * The cluster file to read: the one that is named, else the project's own.
 * @param project the project's folder
 * @param file its name, as its user gave it. Default: what `CLUSTER_FILE` says.
 */
export function clusterFile(project: string, file = process.env.CLUSTER_FILE): string {
  if (!file) return join(project, "cluster.yaml");
  const folder = userFolder(project);
  return folder === process.cwd() ? file : resolve(folder, file);
}

/** A path as a shell names it in the folder where the user stands: relative where that is shorter. */
export function shownPath(path: string, project: string): string {
  const folder = userFolder(project);
  const short = relative(folder, resolve(path));
  return short.startsWith("..") ? resolve(path) : short;
}

/** A path that the user gave, from the folder where the user stands. */
export function userPath(path: string, project: string): string {
  return resolve(userFolder(project), path);
}

/**
 * Where the user stands. npm runs scripts in the folder of a package.json, and keeps the user's folder in INIT_CWD. What
 * such a script starts in another folder has the same INIT_CWD, which is then of no account.
 */
function userFolder(project: string): string {
  const { INIT_CWD, npm_package_json: packageJson } = process.env;
  const folder = process.cwd();
  const byNpm = packageJson === undefined || dirname(packageJson) === folder;
  return INIT_CWD && byNpm && folder === project ? INIT_CWD : folder;
}
