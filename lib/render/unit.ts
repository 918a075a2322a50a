import { type Flags, renderFlags } from "./flags";

/** Settings of one section: a list repeats the key, once a value. */
export type Settings = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** How a service is confined. */
export interface Confinement {
  /** What it is denied: settings of [Service] (systemd.exec, systemd.resource-control). */
  readonly settings: Settings;
  /** What its work does not let it be denied, and why. */
  readonly needs: Readonly<Record<string, string>>;
  /** The highest overall exposure that `systemd-analyze security` may find, from 0 to 10. Below 5 it says OK. */
  readonly exposure: number;
}

/** A systemd service that runs one program. */
export interface Service {
  /** Name without `.service`. */
  readonly name: string;
  readonly description: string;
  readonly documentation: string;
  /**
   * Further settings of [Unit], such as After.
   * @default none
   */
  readonly unit?: Settings;
  /** Absolute path of the program. */
  readonly program: string;
  readonly flags: Flags;
  /**
   * System user and group that it runs as; made on the node when missing.
   * @default root
   */
  readonly user?: string;
  /**
   * Files of root that the service gets as credentials: name to path (systemd's LoadCredential=).
   * @default none
   */
  readonly credentials?: Readonly<Record<string, string>>;
  /** Further settings of [Service]. */
  readonly service: Settings;
  readonly confinement: Confinement;
  /**
   * Settings of [Timer], where the service runs at times instead of always: the timer is what is started.
   * @default it runs always
   */
  readonly timer?: Settings;
}

/** The unit that is enabled and started: the service, or the timer that starts it. */
export function startedUnit({ name, timer }: Service): string {
  return `${name}.${timer ? "timer" : "service"}`;
}

/** Where a service finds a credential of its own (systemd.exec, CREDENTIALS_DIRECTORY, spelled out to be read in `ps`). */
export function credentialPath(service: string, name: string): string {
  return `/run/credentials/${service}.service/${name}`;
}

/** A flag's text in ExecStart: `%` introduces a specifier and `$` a variable there. */
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

/** Renders a service's timer as the lines of its unit file; nothing where it has none. */
export function renderTimer({ description, timer }: Service): string[] {
  if (!timer) return [];
  return [
    ...section("Unit", { Description: `${description}: when` }),
    ...section("Timer", timer),
    ...section("Install", { WantedBy: "timers.target" }),
  ].slice(0, -1);
}
