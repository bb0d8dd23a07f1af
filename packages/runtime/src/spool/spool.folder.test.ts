import { mkdirSync, readdirSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { diskWith, errno } from "../testing/faulty-disk.js";
import { leftoversOf, openSpool, row, rowsOf, segmentsIn, UNSYNCED } from "../testing/spooled-rows.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { nodeDisk } from "./disk.js";
import { BEAT_MS } from "./folder-lock.js";
import { SPENT_BYTES } from "./run-log.js";

beforeEach(
  () => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] }),
);
afterEach(() => void vi.useRealTimers());

describe("a folder that cannot be used", () => {
  const refused = (code: string, hint: string): unknown =>
    expect.objectContaining({
      code: "spool",
      message: expect.stringContaining(code),
      hint: expect.stringContaining(hint),
    });

  it("is a file, or below one", () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    expect(() => openSpool(file)).toThrow(refused("EEXIST", "is a file"));
    expect(() => openSpool(join(file, "below"))).toThrow(refused("ENOTDIR", "is a file"));
  });

  it.each(["EACCES", "EROFS"])("may not be written to (%s)", (code) => {
    const makeFolder = (): never => {
      throw errno(code);
    };
    expect(() => openSpool(temporaryFolder(), UNSYNCED, diskWith({ makeFolder }))).toThrow(
      refused(code, "spool.dir"),
    );
  });

  it("holds something that cannot be read, and is free again", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "00000001-00000001.log"));
    expect(() => openSpool(folder)).toThrow(
      expect.objectContaining({ code: "spool", message: expect.stringContaining("EISDIR") }),
    );
    rmSync(join(folder, "00000001-00000001.log"), { recursive: true });
    openSpool(folder);
  });
});

describe("files that somebody deletes under an open spool", () => {
  it.each([
    ["the folder", (folder: string) => rmSync(folder, { recursive: true }), "its lock in"],
    ["the segment", (folder: string) => unlinkSync(join(folder, "00000001-00000001.log")), "its files in"],
    ["the lock", (folder: string) => unlinkSync(join(folder, "lock-00000001")), "its lock in"],
  ])("%s, end it at its next beat", (_, remove, why) => {
    const folder = join(temporaryFolder(), "spool");
    const spool = openSpool(folder);
    spool.append(row("a"));
    vi.advanceTimersByTime(3 * BEAT_MS);
    spool.append(row("b"));
    remove(folder);
    vi.advanceTimersByTime(BEAT_MS);
    expect(() => spool.append(row("c"))).toThrow(
      expect.objectContaining({ code: "spool", message: expect.stringContaining(why) }),
    );
    spool.settle(2);
    spool.close();
    openSpool(folder);
  });

  it("the folder, are missed at once when the next segment begins", () => {
    const folder = join(temporaryFolder(), "spool");
    const spool = openSpool(folder);
    rmSync(folder, { recursive: true });
    expect(() => spool.append(row("a"))).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("was deleted") }),
    );
  });

  it("leftovers, are missed when they are read, and when they are dropped they are not", () => {
    const folder = temporaryFolder();
    const first = openSpool(folder);
    first.append(row("a"));
    first.close();
    const second = openSpool(folder);
    unlinkSync(join(folder, "00000001-00000001.log"));
    expect(() => leftoversOf(second)).toThrow(
      expect.objectContaining({ code: "spool", message: expect.stringContaining("ENOENT") }),
    );
    second.dropLeftovers();
  });

  it("a settled segment, are not missed", () => {
    const folder = temporaryFolder();
    const spool = openSpool(folder);
    spool.append(rowsOf(0, 2, SPENT_BYTES));
    unlinkSync(join(folder, "00000001-00000001.log"));
    spool.settle(2);
    spool.append(row("2"));
    expect(segmentsIn(folder)).toEqual(["00000001-00000002.log"]);
  });
});

it("a settled segment that cannot be removed is no row to replay, and goes later", () => {
  const folder = temporaryFolder();
  let isStuck = true;
  const disk = diskWith({
    remove: (file) => {
      if (isStuck) throw errno("EACCES");
      nodeDisk.remove(file);
    },
  });
  const spool = openSpool(folder, UNSYNCED, disk);
  spool.append(rowsOf(0, 2, SPENT_BYTES));
  spool.settle(2);
  spool.append(rowsOf(2, 4, SPENT_BYTES));
  spool.settle(3);
  isStuck = false;
  spool.settle(4);
  expect(segmentsIn(folder)).toEqual([]);
  spool.close();
  expect(readdirSync(folder)).toEqual(["lock-00000001"]);
});
