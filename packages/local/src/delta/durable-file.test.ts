import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { createExclusive, makeDirectory, replaceSynced, syncDirectory, writeSynced } from "./durable-file.js";

const disk = vi.hoisted(() => ({ steps: [] as string[], failing: "" }));

vi.mock("node:fs/promises", async (importOriginal) => {
  const fs = await importOriginal<typeof import("node:fs/promises")>();
  const step = (name: string): void => {
    disk.steps.push(name);
    if (disk.failing === name) throw Object.assign(new Error(`${name} refused`), { code: "EIO" });
  };
  return {
    ...fs,
    open: async (path: string, flags: string) => {
      const handle = await fs.open(path, flags);
      const { writeFile, sync } = handle;
      handle.writeFile = async (...args) => {
        step(`write ${basename(path)}`);
        return writeFile.apply(handle, args);
      };
      handle.sync = async () => {
        step(`sync ${basename(path)}`);
        return sync.apply(handle);
      };
      return handle;
    },
    link: async (from: string, to: string) => {
      step(`link ${basename(from)} ${basename(to)}`);
      return fs.link(from, to);
    },
    rename: async (from: string, to: string) => {
      step(`rename ${basename(from)} ${basename(to)}`);
      return fs.rename(from, to);
    },
  };
});

beforeEach(() => {
  disk.steps = [];
  disk.failing = "";
});

async function directory(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "durable-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const path = join(root, "dir");
  await mkdir(path);
  return path;
}

test("a written file is synced", async () => {
  const path = join(await directory(), "data");
  await writeSynced(path, "content");
  expect(disk.steps).toEqual(["write data", "sync data"]);
  expect(await readFile(path, "utf8")).toBe("content");
});

test("an exclusive file has its name only once it is complete and synced", async () => {
  const dir = await directory();
  expect(await createExclusive(join(dir, "entry"), join(dir, ".draft"), "mine")).toBe(true);
  expect(disk.steps).toEqual(["write .draft", "sync .draft", "link .draft entry"]);
  expect(await readdir(dir)).toEqual(["entry"]);
});

test("an exclusive file leaves another's alone", async () => {
  const dir = await directory();
  await writeFile(join(dir, "entry"), "theirs");
  expect(await createExclusive(join(dir, "entry"), join(dir, ".draft"), "mine")).toBe(false);
  expect(await readdir(dir)).toEqual(["entry"]);
  expect(await readFile(join(dir, "entry"), "utf8")).toBe("theirs");
});

test("of two exclusive files of one name, one wins", async () => {
  const dir = await directory();
  const attempts = Array.from({ length: 20 }, (_, i) =>
    createExclusive(join(dir, "entry"), join(dir, `.draft${i}`), String(i)),
  );
  const won = await Promise.all(attempts);
  expect(won.filter(Boolean)).toHaveLength(1);
  expect(await readFile(join(dir, "entry"), "utf8")).toBe(String(won.indexOf(true)));
});

test("a replaced file is synced before it takes the name, and its folder after", async () => {
  const dir = await directory();
  await writeFile(join(dir, "hint"), "old");
  await replaceSynced(join(dir, "hint"), join(dir, ".draft"), "new");
  expect(disk.steps).toEqual(["write .draft", "sync .draft", "rename .draft hint", "sync dir"]);
  expect(await readFile(join(dir, "hint"), "utf8")).toBe("new");
});

test.each(["write .draft", "sync .draft", "link .draft entry", "rename .draft entry"])(
  "nothing is left behind when the disk refuses to %s",
  async (failing) => {
    const dir = await directory();
    disk.failing = failing;
    const write = failing.startsWith("rename") ? replaceSynced : createExclusive;
    await expect(write(join(dir, "entry"), join(dir, ".draft"), "content")).rejects.toThrow("refused");
    expect(await readdir(dir)).toEqual([]);
  },
);

test("a folder and those above it are durable, whether they are new or somebody has made them before", async () => {
  const dir = await directory();
  for (const _ of ["new", "old"]) {
    disk.steps = [];
    await makeDirectory(join(dir, "a", "b"));
    expect(disk.steps.slice(0, 2)).toEqual(["sync a", "sync dir"]);
  }
  disk.failing = "sync a";
  await makeDirectory(join(dir, "a", "b"));
  await expect(makeDirectory(join(dir, "a", "c"))).rejects.toThrow("refused");
});

test("a folder that cannot be synced is an error", async () => {
  const dir = await directory();
  disk.failing = "sync dir";
  await expect(syncDirectory(dir)).rejects.toThrow("refused");
});
