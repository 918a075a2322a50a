import { closeSync, openSync, readSync, statSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

/** Reads the lines that are added to a file after this object was created. */
export class LineFollower {
  /** Bytes read so far. */
  offset: number;
  private rest = "";
  private readonly decoder = new StringDecoder();

  constructor(private readonly file: string) {
    this.offset = sizeOf(file);
  }

  /** The complete lines that were added since the last call. */
  read(): string[] {
    const size = sizeOf(this.file);
    if (size < this.offset) this.offset = 0; // the file was emptied
    const chunk = Buffer.alloc(size - this.offset);
    if (chunk.length > 0) this.fill(chunk);
    const lines = (this.rest + this.decoder.write(chunk)).split("\n");
    this.rest = lines.pop() ?? "";
    return lines;
  }

  private fill(chunk: Buffer): void {
    const descriptor = openSync(this.file, "r");
    this.offset += readSync(descriptor, chunk, 0, chunk.length, this.offset);
    closeSync(descriptor);
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
