import type { StreamResult } from "./tally";

/** The API, and who asks it. PEMs and a URL. */
export interface ApiAccess {
  readonly server: string;
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** What a load generator is told. */
export interface LoadSpec {
  /** Where its result goes; beside it, with `.ready` at the end, a file that says that all streams were answered. */
  readonly result: string;
  /** Requests a second of each stream. */
  readonly rate: number;
  /** It ends by itself after so many seconds. */
  readonly seconds: number;
  /** Where to write, read and watch; left out, it does not. */
  readonly api?: ApiAccess;
  /** What to ask over HTTP, by the name of the stream. */
  readonly urls?: Readonly<Record<string, string>>;
}

/** What the writes came to. */
export interface Writes {
  readonly acknowledged: number;
  /** Names of objects whose writing was acknowledged and that are not there at the end. */
  readonly lost: readonly string[];
}

/** What a load generator saw. */
export interface LoadResult {
  readonly streams: Readonly<Record<string, StreamResult>>;
  readonly writes?: Writes;
  /** The fewest endpoints that the service had at a time. */
  readonly fewestEndpoints?: number;
}

/** Namespace of the writes and of the service. */
export const loadNamespace = "groundup-scenario";

/** Name of the service, and of what runs behind it. */
export const serviceName = "web";
