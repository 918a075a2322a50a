import { closeSync, openSync, readdirSync, readFileSync, readSync, writeSync } from "node:fs";
import path from "node:path";
import { sleep } from "../../../lib/processes";

/** Where a function of a process is in its memory. */
interface Place {
  readonly start: number;
  readonly size: number;
}

/**
 * Shifts the real-time clock of one process, which may be linked statically. The kernel gives every process code that
 * reads clocks (the vDSO). In the memory of this process, other code replaces `clock_gettime`.
 * @param folder the process in a /proc, such as `/proc/4711`. The caller must have stopped it (SIGSTOP).
 * @param seconds difference from the machine's clock; 0: none
 * @throws Error if the process no longer exists
 */
export async function shiftClock(folder: string, seconds: number): Promise<void> {
  const memory = openSync(path.join(folder, "mem"), "r+");
  try {
    const image = imageOf(folder, memory);
    const found = functionOf(image.bytes, "__vdso_clock_gettime");
    const place = { start: image.start + found.start, size: found.size };
    for (let tries = 0; isIn(folder, place); tries++) {
      if (tries === 100) throw new Error(`${folder} does not stop`);
      await sleep(20);
    }
    const code = shiftedClock(seconds);
    if (code.length > place.size) throw new Error(`the kernel's clock_gettime has ${place.size} bytes`);
    writeSync(memory, code, 0, code.length, place.start);
  } finally {
    closeSync(memory);
  }
}

/**
 * `clock_gettime` for amd64 that adds seconds to CLOCK_REALTIME, and changes only registers that callers expect to
 * change.
 * @returns its machine code
 */
export function shiftedClock(seconds: number): Buffer {
  const code = Buffer.from(
    [
      "b8e4000000", // mov eax, 228: the system call clock_gettime
      "0f05", // syscall
      "85ff", // test edi, edi: CLOCK_REALTIME is 0
      "750d", // jne to the end
      "48b90000000000000000", // mov rcx, seconds
      "48010e", // add [rsi], rcx: the seconds of the answer
      "c3", // ret
    ].join(""),
    "hex",
  );
  code.writeBigInt64LE(BigInt(seconds), 13);
  return code;
}

/**
 * Finds a function in a dynamic library for 64 bits.
 * @returns its place in the library
 * @see https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html
 */
export function functionOf(library: Buffer, name: string): Place {
  const at = (offset: number) => Number(library.readBigUInt64LE(offset));
  const sections = Array.from({ length: library.readUInt16LE(60) }, (_, index) => at(40) + index * 64);
  const dynamicSymbols = 11;
  const symbols = sections.find((section) => library.readUInt32LE(section + 4) === dynamicSymbols);
  if (symbols === undefined) throw new Error("a library without dynamic symbols");
  const names = at(sections[library.readUInt32LE(symbols + 40)]! + 24);
  for (let symbol = at(symbols + 24); symbol < at(symbols + 24) + at(symbols + 32); symbol += 24) {
    const start = names + library.readUInt32LE(symbol);
    if (library.toString("latin1", start, library.indexOf(0, start)) === name)
      return { start: at(symbol + 8), size: at(symbol + 16) };
  }
  throw new Error(`a library without ${name}`);
}

function imageOf(folder: string, memory: number) {
  const maps = readFileSync(path.join(folder, "maps"), "utf8");
  const [, from, to] = /^(\w+)-(\w+) .*\[vdso\]$/m.exec(maps) ?? [];
  if (!from || !to) throw new Error(`${folder} has no vDSO`);
  const start = Number.parseInt(from, 16);
  const bytes = Buffer.alloc(Number.parseInt(to, 16) - start);
  readSync(memory, bytes, 0, bytes.length, start);
  return { start, bytes };
}

/** Whether a thread is running, or has stopped within a function. */
function isIn(folder: string, { start, size }: Place): boolean {
  const threads = path.join(folder, "task");
  return readdirSync(threads).some((thread) => {
    // The last field is the instruction pointer; a running thread has none.
    const next = Number(
      readFileSync(path.join(threads, thread, "syscall"), "utf8")
        .trim()
        .split(" ")
        .at(-1),
    );
    return Number.isNaN(next) || (next >= start && next < start + size);
  });
}
