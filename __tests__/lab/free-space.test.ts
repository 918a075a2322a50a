import { statSync } from "node:fs";
import { filledFolders, spaceAt, spaceWarnings } from "../../lab/free-space";
import { scratchFolder } from "../support/scratch";

const folder = scratchFolder();

const spaces: Readonly<Record<string, { device: number; freeGiB: number }>> = {
  "/lab": { device: 1, freeGiB: 9.94 },
  "/cache": { device: 1, freeGiB: 9.94 },
  "/podman": { device: 2, freeGiB: 10 },
  "/other": { device: 3, freeGiB: 0.2 },
};
const at = (folder: string) => Promise.resolve(spaces[folder]!);

test("each file system with little free space is named once", async () => {
  expect(await spaceWarnings(Object.keys(spaces), at)).toEqual([
    expect.stringMatching(/^warning: \/lab has 9\.9 GiB free, and a lab needs 10/),
    expect.stringMatching(/^warning: \/other has 0\.2 GiB free/),
  ]);
});

test("a folder that will be made is on the file system of the one above it", async () => {
  expect((await spaceAt(`${folder}/not/there/yet`)).device).toBe(statSync(folder).dev);
  expect((await spaceAt("/proc/not-there-yet")).device).toBe(statSync("/proc").dev);
});

test("a lab fills its own folder and that of its downloads", async () => {
  const folders = await filledFolders();
  expect(folders.length).toBeGreaterThanOrEqual(2);
  for (const folder of folders) expect(folder).toMatch(/^\//);
});
