import { closeSync, existsSync, fstatSync, openSync, readSync, truncateSync, watch } from "node:fs";

/** Something that the emulator was asked to do. */
export interface Request {
  /** `RunInstances`, `CreateListener` ... */
  readonly action: string;
  readonly parameters: URLSearchParams;
}

/** When the record is longer than this, it starts anew. */
const longestRecord = 32 * 1024 * 1024;

/** Follows the emulator's record of its requests, so that the lab reacts at once and need not ask all the time. */
export class RequestFollower {
  private offset = 0;
  private rest = "";

  /** Calls back with every request that may have changed something. */
  constructor(
    private readonly file: string,
    private readonly onChange: (request: Request) => void,
  ) {
    if (!existsSync(file)) closeSync(openSync(file, "a"));
    this.offset = fileSize(file);
    watch(file, () => this.readOn());
  }

  private readOn(): void {
    const descriptor = openSync(this.file, "r");
    const size = fstatSync(descriptor).size;
    if (size < this.offset) this.offset = 0;
    const chunk = Buffer.alloc(size - this.offset);
    const length = readSync(descriptor, chunk, 0, chunk.length, this.offset);
    closeSync(descriptor);
    this.offset += length;
    const lines = (this.rest + chunk.toString("utf8", 0, length)).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) {
      const request = parseRequest(line);
      if (request && changesSomething(request)) this.onChange(request);
    }
    if (this.offset > longestRecord) truncateSync(this.file);
  }
}

/** Reads a line of the record; requests of other kinds than EC2's and ELB's have no action. */
export function parseRequest(line: string): Request | undefined {
  try {
    const entry = JSON.parse(line) as { body?: string; body_encoded?: boolean };
    const body = entry.body_encoded ? Buffer.from(entry.body ?? "", "base64").toString() : (entry.body ?? "");
    const parameters = new URLSearchParams(body);
    const action = parameters.get("Action");
    return action ? { action, parameters } : undefined;
  } catch {
    return undefined; // not a line of the record: the emulator writes each of them whole, but two at a time may mix
  }
}

/** Whether a request can have changed what the account holds. */
export function changesSomething(request: Request): boolean {
  return !/^(Describe|Get|List)/.test(request.action);
}

/** Values of a list parameter: `InstanceId.1`, `InstanceId.2` ... */
export function listParameter(request: Request, name: string): string[] {
  return [...request.parameters].flatMap(([key, value]) => (key.startsWith(`${name}.`) ? [value] : []));
}

function fileSize(file: string): number {
  const descriptor = openSync(file, "r");
  const { size } = fstatSync(descriptor);
  closeSync(descriptor);
  return size;
}
