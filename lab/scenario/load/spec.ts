import type { StreamResult } from "./tally";

/** The API's address and a client's credentials. PEMs and a URL. */
export interface ApiAccess {
  readonly server: string;
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** The input of a load generator. */
export interface LoadSpec {
  /** Path of its result. A second file, with `.ready` appended, shows that all streams were answered. */
  readonly result: string;
  /** Requests a second of each stream. */
  readonly rate: number;
  /** Seconds after which it ends by itself. */
  readonly seconds: number;
  /** The API to write to, read and watch. @default none */
  readonly api?: ApiAccess;
  /** URLs to request over HTTP, by stream name. */
  readonly urls?: Readonly<Record<string, string>>;
}

/** The result of the writes. */
export interface Writes {
  readonly acknowledged: number;
  /** Names of objects whose write was acknowledged, and which are missing at the end. */
  readonly lost: readonly string[];
}

/** The result of a load generator. */
export interface LoadResult {
  readonly streams: Readonly<Record<string, StreamResult>>;
  readonly writes?: Writes;
  /** The fewest endpoints that the service had. */
  readonly fewestEndpoints?: number;
}

/** Namespace of the writes and of the service. */
export const loadNamespace = "groundup-scenario";

/** Name of the service and of its pods. */
export const serviceName = "web";
