import type { ApplyTimeValues } from "../../lib/cluster";
import { paths } from "../../lib/contract/paths";
import { staticFile } from "../../lib/static-files";
import type { NodeFile } from "../component";

/** A PEM that any user on the node may read: a CA's certificate or a public key. */
export function publicFile(path: string, pem: string): NodeFile {
  return { path, mode: "0644", lines: [pem], shown: [] };
}

/** The file with a leaf's certificate. */
export function certificateFile(path: string, name: string, values: ApplyTimeValues): NodeFile {
  return publicFile(path, values.certificate(name));
}

/** A private key. Only root can read the file; a service that is not root gets the key as a systemd credential. */
export function keyFile(path: string, name: string, values: ApplyTimeValues): NodeFile {
  return { path, mode: "0600", lines: [values.privateKey(name)], shown: [] };
}

/** One of groundup's scripts, by its name in `node/`. */
export function scriptFile(name: string): NodeFile {
  return { path: `${paths.scripts}/${name}`, mode: "0755", lines: staticFile("node", name) };
}
