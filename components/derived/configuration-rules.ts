import { planSoftware, type Software } from "../../lib/cluster";
import { type Problem, renderPath, type Rule, show } from "../../lib/config";
import { nearest } from "../../lib/config/suggest";
import { type Misfit, misfits, type ProgramSchema, programSchema } from "../../lib/program-schemas";
import type { Mapping } from "../../lib/mapping";
import { nullsOf, ownedKeys, valueAt } from "../../lib/render/extra-config";
import type { Configuration } from "../component";
import { refusedSettings } from "../parts/containerd-settings";

type Path = readonly (string | number)[];

/** A problem of a configuration file, and its path in that file. */
interface Finding {
  readonly at: Path;
  readonly problem: Omit<Problem, "path">;
}

const extraOf = ({ config }: Software, { section }: Configuration): Mapping => config[section].extraConfig;

/** Refuses keys of a program's configuration that groundup sets itself: one of the two values would be lost. */
function takenKeys(software: Software, configuration: Configuration): Finding[] {
  const owned = configuration.owned(software);
  const extra = extraOf(software, configuration);
  return ownedKeys(owned, extra).map((at) => ({
    at,
    problem: {
      found: show(valueAt(extra, at)),
      wanted: `no value: groundup sets this key to ${JSON.stringify(valueAt(owned, at))}`,
      remedy: "remove it",
    },
  }));
}

/** Refuses null: TOML has no null, so the setting would be lost. */
function nullsInToml(software: Software, configuration: Configuration): Finding[] {
  if (configuration.format !== "toml") return [];
  const problem = {
    found: "nothing",
    wanted: "a value: TOML has no null",
    remedy: "give it a value, or remove the key",
  };
  return nullsOf(extraOf(software, configuration)).map((at) => ({ at, problem }));
}

/** Refuses what the program itself does not accept: unknown keys, and values of another type. */
function strangeSettings(software: Software, configuration: Configuration): Finding[] {
  const { section } = configuration;
  const schema = programSchema(software.release, section);
  const version = section === "containerd" ? software.release.containerd : software.release.kubernetes;
  return misfits(schema, extraOf(software, configuration)).map((misfit) => ({
    at: misfit.path,
    problem: misfit.wanted === undefined ? unknownKey(misfit, schema, version) : wrongType(misfit, misfit.wanted),
  }));
}

function unknownKey({ path, known }: Misfit, schema: ProgramSchema, version: string): Finding["problem"] {
  const key = String(path.at(-1));
  const [home] = pluginsWith(key, schema, path);
  const meant = nearest(key, known);
  const few = known.length > 0 && known.length <= 12 ? `: ${known.join(", ")}` : "";
  const other = meant ? `write ${meant}` : "remove it";
  const remedy = home ? `move it to plugins["${home}"], its section since containerd 2` : other;
  return { found: "an unknown key", wanted: `a key of this section in version ${version}${few}`, remedy };
}

/** The containerd plugins that know a key which the given plugin does not know. */
function pluginsWith(key: string, schema: ProgramSchema, [section, , ...below]: Path): string[] {
  if (section !== "plugins" || below.length !== 1) return [];
  const plugins = fieldsOf(fieldsOf(schema).plugins);
  return Object.keys(plugins).filter((plugin) => Object.hasOwn(fieldsOf(plugins[plugin]), key));
}

const fieldsOf = (schema: ProgramSchema | undefined): Readonly<Record<string, ProgramSchema>> =>
  typeof schema === "object" && "fields" in schema ? schema.fields : {};

function wrongType({ value }: Misfit, wanted: string): Finding["problem"] {
  const found = typeof value === "string" ? `${show(value)} (text)` : show(value);
  if (wanted === "text" && typeof value !== "object") return { found, wanted, remedy: `write "${String(value)}"` };
  const unquoted = wanted === "true or false" ? /^(true|false)$/ : /^\d+$/;
  const bare = typeof value === "string" && unquoted.test(value) && /number$|^true/.test(wanted);
  return { found, wanted, remedy: bare ? "remove the quotes" : `write ${wanted}` };
}

const covers = (outer: Path, inner: Path) => outer.every((step, index) => step === inner[index]);

/**
 * The rule for a configuration file to which the cluster file adds keys. It reports one problem per place. Keys that
 * groundup sets or refuses come before what the program would refuse.
 */
export const configurationRule = (configuration: Configuration): Rule => ({
  reads: [`${configuration.section}.extraConfig`, "kubernetes.version"],
  check: (config) => {
    const software = planSoftware(config);
    const refused = configuration.section === "containerd" ? refusedSettings(extraOf(software, configuration)) : [];
    const findings: Finding[] = [...takenKeys(software, configuration), ...refused];
    const further = [...nullsInToml(software, configuration), ...strangeSettings(software, configuration)];
    const all = [...findings, ...further.filter(({ at }) => !findings.some((other) => covers(other.at, at)))];
    return all.map(({ at, problem }) => ({
      path: renderPath([configuration.section, "extraConfig", ...at]),
      ...problem,
    }));
  },
});
