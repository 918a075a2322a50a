import { writePrivate } from "./site/private-file";
import { execute } from "./site/execute";
import { Failed } from "./outcome";
import { type Kubectl, lastWords } from "./kubectl";
import type { Site } from "./site/site";

/** Options of a request. */
export interface RequestOptions {
  /** A bearer token. @default none: an anonymous request */
  readonly token?: string;
  readonly body?: unknown;
}

/** An answer from the API server. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The API under its public name, as seen by clients without a certificate. */
export class Api {
  private constructor(
    private readonly site: Site,
    /** `https://name:6443`. */
    readonly server: string,
    /** PEM of the CA that the kubeconfig trusts. */
    readonly authority: string,
    private readonly authorityFile: string,
  ) {}

  /** Finds the API's address in the kubeconfig. */
  static async of(site: Site, kubectl: Kubectl): Promise<Api> {
    const view = JSON.parse(
      await kubectl.run(["config", "view", "--raw", "--minify", "--flatten", "--output", "json"]),
    ) as {
      clusters: { cluster: { server: string; "certificate-authority-data"?: string } }[];
    };
    const { server, "certificate-authority-data": data = "" } = view.clusters[0]!.cluster;
    const authority = Buffer.from(data, "base64").toString();
    return new Api(
      site,
      server.replace(/\/$/, ""),
      authority,
      await writePrivate(site.folder, "api-authority.crt", authority),
    );
  }

  /**
   * Requests a path.
   * @throws Failed if there was no answer over verified TLS.
   */
  async request(path: string, { token, body }: RequestOptions = {}): Promise<Answer> {
    // standard input hides the token: everybody may read a process's arguments
    const header = token ? `header = "Authorization: Bearer ${token}"\n` : "";
    const post = body === undefined ? [] : ["--json", JSON.stringify(body)];
    const command = [
      "curl",
      "--silent",
      "--show-error",
      // A server may answer before it has read the body. Over HTTP/2 it then resets the stream, and curl fails.
      "--http1.1",
      "--max-time",
      "10",
      "--cacert",
      this.authorityFile,
      "--config",
      "-",
    ];
    const all = [...command, "--write-out", "\n%{http_code}", ...post, `${this.server}${path}`];
    const output = await execute(this.site.asOperator(all), { input: header });
    if (output.code !== 0) throw new Failed(`${this.server}${path}: ${lastWords(output)}`);
    const end = output.stdout.lastIndexOf("\n");
    return { status: Number(output.stdout.slice(end + 1)), body: output.stdout.slice(0, end) };
  }
}
