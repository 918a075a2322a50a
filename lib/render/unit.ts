import { type Flags, renderFlags } from "./flags";

/** Settings of one section of a unit file. A list repeats its key, once per value. */
export type Settings = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The confinement of a service. */
export interface Confinement {
  /** The restrictions: settings of [Service] (systemd.exec, systemd.resource-control). */
  readonly settings: Settings;
  /** The permissions that the service needs, each with the reason. */
  readonly needs: Readonly<Record<string, string>>;
  /**
   * The highest overall exposure that `systemd-analyze security` may report, from 0 to 10. Below 5, systemd calls it
   * OK.
   */
  readonly exposure: number;
}

/** A systemd service that runs one program. */
export interface Service {
  /** The unit's name without `.service`. */
  readonly name: string;
  readonly description: string;
  readonly documentation: string;
  /**
   * More settings of [Unit], such as After.
   * @default none
   */
  readonly unit?: Settings;
  /** Absolute path of the program. */
  readonly program: string;
  readonly flags: Flags;
  /**
   * The system user and group of the service. A step creates the user if it is missing on the node.
   * @default root
   */
  readonly user?: string;
  /**
   * Files of root that systemd passes to the service as credentials: name to path (LoadCredential=).
   * @default none
   */
  readonly credentials?: Readonly<Record<string, string>>;
  /** More settings of [Service]. */
  readonly service: Settings;
  readonly confinement: Confinement;
  /**
   * Settings of [Timer], if the service runs at set times. systemd then starts the timer instead of the service.
   * @default the service always runs
   */
  readonly timer?: Settings;
}

/** The name of the unit that systemd enables and starts: the service, or its timer. */
export function startedUnit({ name, timer }: Service): string {
  return `${name}.${timer ? "timer" : "service"}`;
}

/**
 * The path of a service's credential. It is systemd's CREDENTIALS_DIRECTORY (systemd.exec), written out so that `ps`
 * shows it.
 */
export function credentialPath(service: string, name: string): string {
  return `/run/credentials/${service}.service/${name}`;
}

/** Escapes a flag for ExecStart, where `%` starts a specifier and `$` a variable. */
function escapeArgument(text: string): string {
  const escaped = text.replace(/%/g, "%%").replace(/\$(?!\{)/g, "$$$$");
  return /[\s"'\\;]/.test(escaped) ? `"${escaped.replace(/(["\\])/g, "\\$1")}"` : escaped;
}

function section(name: string, settings: Settings): string[] {
  const lines = Object.entries(settings).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).map(
      (one) => `${key}=${one === true ? "yes" : one === false ? "no" : one}`,
    ),
  );
  return [`[${name}]`, ...lines, ""];
}

/** Renders a service as the lines of its unit file. */
export function renderService(service: Service): string[] {
  const command = [service.program, ...renderFlags(service.flags).map(escapeArgument)].join(" \\\n  ");
  const credentials = Object.entries(service.credentials ?? {}).map(([name, path]) => `${name}:${path}`);
  return [
    ...section("Unit", { Description: service.description, Documentation: service.documentation, ...service.unit }),
    ...section("Service", {
      ...(service.user ? { User: service.user, Group: service.user } : {}),
      ...(credentials.length ? { LoadCredential: credentials } : {}),
      ...service.service,
      ...service.confinement.settings,
      ExecStart: command,
    }).flatMap((line) => line.split("\n")),
    ...(service.timer ? [] : section("Install", { WantedBy: "multi-user.target" })),
  ].slice(0, -1);
}

/** Renders a service's timer as the lines of its unit file; empty if the service has no timer. */
export function renderTimer({ description, timer }: Service): string[] {
  if (!timer) return [];
  return [
    ...section("Unit", { Description: `${description}: when` }),
    ...section("Timer", timer),
    ...section("Install", { WantedBy: "timers.target" }),
  ].slice(0, -1);
}
