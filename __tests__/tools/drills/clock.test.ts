import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { functionOf, shiftClock } from "../../../tools/drills/etcd/clock";

const day = 86_400;
const amd64 = process.platform === "linux" && process.arch === "x64" ? test : test.skip;

/** A program that says the time of the day and that since the machine's start, both in seconds, at each line that it gets. */
function clock() {
  const program = "import time\nwhile input() == '': print(time.time(), time.monotonic(), flush=True)";
  const child = spawn("python3", ["-c", program], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const read = async () => {
    child.stdin.write("\n");
    return ((await lines.next()).value as string).split(" ").map(Number);
  };
  const shift = async (seconds: number) => {
    child.kill("SIGSTOP");
    await shiftClock(`/proc/${child.pid}`, seconds);
    child.kill("SIGCONT");
  };
  return { read, shift, end: () => child.kill("SIGKILL") };
}

amd64.each([-2 * day, 3600])(
  "the clock of another process jumps by %d s and back, and no other clock of it",
  async (jump) => {
    const { read, shift, end } = clock();
    try {
      const [first, steady] = await read();
      await shift(jump);
      const [second, still] = await read();
      expect(Math.abs(second! - first! - jump)).toBeLessThan(60);
      expect(Math.abs(still! - steady!)).toBeLessThan(60);
      await shift(0);
      const [third] = await read();
      expect(Math.abs(third! - first!)).toBeLessThan(60);
    } finally {
      end();
    }
  },
);

amd64("a process that is gone is an error", async () => {
  await expect(shiftClock("/proc/0", 1)).rejects.toThrow("ENOENT");
});

test("a library that lacks the function is an error, not another function", () => {
  const library = Buffer.alloc(64 + 3 * 64 + 24 + 8);
  library.writeBigUInt64LE(64n, 40); // section headers
  library.writeUInt16LE(3, 60);
  const symbols = 64 + 64;
  library.writeUInt32LE(11, symbols + 4);
  library.writeBigUInt64LE(256n, symbols + 24);
  library.writeBigUInt64LE(24n, symbols + 32);
  library.writeUInt32LE(2, symbols + 40);
  library.writeBigUInt64LE(280n, 64 + 128 + 24); // names
  library.write("other\0", 280);
  library.writeBigUInt64LE(42n, 256 + 8);
  library.writeBigUInt64LE(30n, 256 + 16);
  expect(functionOf(library, "other")).toEqual({ start: 42, size: 30 });
  expect(() => functionOf(library, "clock")).toThrow("a library without clock");
});
