import { truncateSync, watch } from "node:fs";
import { LineFollower } from "../host/line-follower";

/** A request that the emulator received. */
export interface Request {
  /** `RunInstances`, `CreateListener` ... */
  readonly action: string;
  readonly parameters: URLSearchParams;
}

/** If the record is longer than this, it is emptied. */
const longestRecord = 32 * 1024 * 1024;

/**
 * Follows the emulator's record of its requests, so that the lab reacts at once and does not have to poll.
 * @param file the record; it must exist.
 * @param onChange called for every request that may have changed something.
 */
export function followRequests(file: string, onChange: (request: Request) => void): void {
  const record = new LineFollower(file);
  watch(file, () => {
    const requests = record.read().flatMap((line) => parseRequest(line) ?? []);
    requests.filter(changesSomething).forEach(onChange);
    if (record.offset > longestRecord) truncateSync(file);
  });
}

/** Reads a line of the record. Requests other than EC2's and ELB's have no action. */
export function parseRequest(line: string): Request | undefined {
  try {
    const entry = JSON.parse(line) as { body?: string; body_encoded?: boolean };
    const body = entry.body_encoded ? Buffer.from(entry.body ?? "", "base64").toString() : (entry.body ?? "");
    const parameters = new URLSearchParams(body);
    const action = parameters.get("Action");
    return action ? { action, parameters } : undefined;
  } catch {
    return undefined; // not a line of the record: the emulator writes whole lines, but two at a time may mix
  }
}

/** Whether a request can have changed the account. */
export function changesSomething(request: Request): boolean {
  return !/^(Describe|Get|List)/.test(request.action);
}

/** Values of a list parameter: `InstanceId.1`, `InstanceId.2` ... */
export function listParameter(request: Request, name: string): string[] {
  return [...request.parameters].flatMap(([key, value]) => (key.startsWith(`${name}.`) ? [value] : []));
}
