import { appendFile, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../temporary-directory.js";
import { crashesOf } from "./crashes.js";
import { describeOperation } from "./disk-operation.js";
import { DiskTrace } from "./disk-trace.js";
import { seeded } from "./seeded.js";

/** What each crash leaves of these steps, as `path=content` of every file, and what was told by then. */
async function leftBy(
  write: (root: string, tell: (promise: string) => void) => Promise<void>,
): Promise<string[]> {
  const root = await temporaryDirectory();
  using trace = new DiskTrace(root);
  await write(root, (promise) => trace.tell(promise));
  return crashesOf(trace.steps, { perMoment: 1_000, random: seeded(1) }).map(({ image, told }) => {
    const files = [...image].flatMap(([path, content]) =>
      content === undefined ? [] : [`${path}=${Buffer.from(content).toString().replaceAll("\0", "_")}`],
    );
    return [...files, ...told].join(" ");
  });
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, "r");
  await folder.sync();
}

describe(crashesOf, () => {
  test("a file that was never synced may be gone, empty, torn, zeros or whole", async () => {
    const left = await leftBy((root) => writeFile(join(root, "a"), "xyz"));
    expect(left).toEqual(expect.arrayContaining(["", "a=", "a=___", "a=xyz"]));
  });

  test("once the file and its folder are synced, nothing of it is lost", async () => {
    const left = await leftBy(async (root, tell) => {
      await using file = await open(join(root, "a"), "wx");
      await file.writeFile("xyz");
      await file.sync();
      await syncFolder(root);
      tell("done");
    });
    expect(left.filter((disk) => disk.includes("done"))).toEqual(["a=xyz done"]);
  });

  test("of names that were not synced, a later one may be there without an earlier one", async () => {
    const left = await leftBy(async (root) => {
      await mkdir(join(root, "d"));
      await syncFolder(root);
      await writeFile(join(root, "d", "a"), "");
      await writeFile(join(root, "d", "b"), "");
    });
    expect(left).toEqual(expect.arrayContaining(["", "d/a=", "d/b=", "d/a= d/b="]));
  });

  test("a file that is renamed is there under one name or the other", async () => {
    const left = await leftBy(async (root, tell) => {
      await writeFile(join(root, "a"), "");
      await syncFolder(root);
      tell("made");
      await rename(join(root, "a"), join(root, "b"));
    });
    expect(left.filter((disk) => disk.includes("made")).sort()).toEqual(["a= made", "b= made"]);
  });

  test("a folder that is removed may be there with half of what was in it", async () => {
    const left = await leftBy(async (root, tell) => {
      await mkdir(join(root, "d"));
      for (const name of ["a", "b"]) await writeFile(join(root, "d", name), "");
      await syncFolder(join(root, "d"));
      await syncFolder(root);
      tell("made");
      await rm(join(root, "d"), { recursive: true });
    });
    expect(left).toEqual(expect.arrayContaining(["d/a= made", "d/b= made", "d/a= d/b= made", "made"]));
  });

  test("a log keeps what was synced, and may lose or garble what came after", async () => {
    const left = await leftBy(async (root, tell) => {
      await using log = await open(join(root, "log"), "a");
      await syncFolder(root);
      await log.appendFile("one.");
      await log.datasync();
      tell("1");
      await log.write(Buffer.from("two."));
      await log.truncate(6);
    });
    const told = left.filter((disk) => disk.endsWith(" 1"));
    expect(told.every((disk) => disk.startsWith("log=one."))).toBe(true);
    expect(told).toEqual(
      expect.arrayContaining(["log=one. 1", "log=one.two. 1", "log=one.tw 1", "log=one.____ 1"]),
    );
  });

  test("a sync covers nothing that was written after it began", async () => {
    const left = await leftBy(async (root, tell) => {
      await using file = await open(join(root, "a"), "w");
      await syncFolder(root);
      const syncing = file.sync();
      await file.write("late");
      await syncing;
      tell("synced");
    });
    expect(left).toContain("a= synced");
  });
});

test("a trace has every change, in the order it was made, and leaves the calls as they were", async () => {
  const root = await temporaryDirectory();
  const trace = new DiskTrace(root);
  await mkdir(join(root, "x", "y"), { recursive: true });
  await appendFile(join(root, "x", "log"), "1");
  await rm(join(root, "x"), { recursive: true, force: true });
  trace[Symbol.dispose]();
  await writeFile(join(root, "unheard"), "2");
  expect(await readFile(join(root, "unheard"), "utf8")).toBe("2");
  expect(trace.steps.map((step) => ("told" in step ? step.told : describeOperation(step.operation)))).toEqual(
    ["mkdir x", "mkdir x/y", "open x/log", "write x/log", "remove x/log", "remove x/y", "remove x"],
  );
});
