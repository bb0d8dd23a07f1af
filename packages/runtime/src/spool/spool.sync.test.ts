import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { diskWith, errno } from "../testing/faulty-disk.js";
import { leftoversOf, openSpool, row, rowsOf } from "../testing/spooled-rows.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { type Disk, nodeDisk } from "./disk.js";
import { SEGMENT_BYTES } from "./run-log.js";
import type { SpoolSync } from "./spool-options.js";

const syncing = (sync: SpoolSync): { sync: SpoolSync; syncIntervalMs: number } => ({
  sync,
  syncIntervalMs: 100,
});

beforeEach(
  () => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] }),
);
afterEach(() => void vi.useRealTimers());

describe("a sync that fails", () => {
  const eio = (): never => {
    throw errno("EIO");
  };

  it("refuses the rows with always, and ends the spool: no later sync can be believed", () => {
    const folder = temporaryFolder();
    let syncs = 0;
    const disk = diskWith({ sync: (fd) => (++syncs === 2 ? eio() : nodeDisk.sync(fd)) });
    const spool = openSpool(folder, syncing("always"), disk);
    spool.append(row("a"));
    expect(() => spool.append([row("b"), row("c")])).toThrow(
      expect.objectContaining({ code: "spool", hint: expect.stringContaining("open it anew") }),
    );
    expect(() => spool.append(row("d"))).toThrow("EIO");
    expect([syncs, spool.rows]).toEqual([2, 1]);
    spool.close();
    expect(leftoversOf(openSpool(folder))).toEqual(["a"]);
  });

  it("is told by the next append with interval", () => {
    const spool = openSpool(
      temporaryFolder(),
      syncing("interval"),
      diskWith({ syncLater: (_, done) => done(errno("EIO")) }),
    );
    spool.append(row("a"));
    vi.advanceTimersByTime(99);
    spool.append(row("b"));
    vi.advanceTimersByTime(1);
    for (let round = 0; round < 2; round++) {
      expect(() => spool.append(row("c"))).toThrow("cannot be synced, and takes no more rows: EIO");
      expect(() => spool.dropLeftovers()).toThrow("EIO");
    }
  });

  it("is told by close, which releases the folder all the same", () => {
    const folder = temporaryFolder();
    const spool = openSpool(folder, syncing("interval"), diskWith({ sync: eio }));
    spool.append(row("a"));
    expect(() => spool.close()).toThrow(expect.objectContaining({ code: "spool" }));
    expect(leftoversOf(openSpool(folder))).toEqual(["a"]);
  });

  it("of a new segment's folder ends the spool", () => {
    const folder = temporaryFolder();
    const spool = openSpool(folder, syncing("always"), diskWith({ syncFolder: eio }));
    expect(() => spool.append(row("a"))).toThrow("takes no more rows");
    expect(() => spool.append(row("a"))).toThrow("takes no more rows");
  });
});

describe("the syncs", () => {
  /** Counts syncs, and holds those that nobody waits for until they are let go. */
  function countingDisk(): {
    disk: Disk;
    counts: { now: number; later: number; folder: number };
    finish: () => void;
  } {
    const counts = { now: 0, later: 0, folder: 0 };
    const due: (() => void)[] = [];
    const disk = diskWith({
      sync: () => void counts.now++,
      syncFolder: () => void counts.folder++,
      syncLater: (_, done) => {
        counts.later++;
        due.push(() => done(null));
      },
    });
    return { disk, counts, finish: () => due.splice(0).forEach((done) => void done()) };
  }

  it("with always are one for rows appended together, before append returns", () => {
    const { disk, counts } = countingDisk();
    const spool = openSpool(temporaryFolder(), syncing("always"), disk);
    spool.append(rowsOf(0, 100));
    expect(counts).toEqual({ now: 1, later: 0, folder: 1 });
    spool.append(row("a"));
    spool.settle(101);
    expect(counts).toEqual({ now: 2, later: 0, folder: 1 });
  });

  it("with none are none", () => {
    const { disk, counts } = countingDisk();
    const folder = join(temporaryFolder(), "new");
    const spool = openSpool(folder, syncing("none"), disk);
    spool.append(row("a"));
    vi.advanceTimersByTime(10_000);
    spool.dropLeftovers();
    spool.close();
    expect(counts).toEqual({ now: 0, later: 0, folder: 0 });
  });

  it("with interval are one an interval, while rows come", () => {
    const { disk, counts, finish } = countingDisk();
    const spool = openSpool(temporaryFolder(), syncing("interval"), disk);
    vi.advanceTimersByTime(1_000);
    expect(counts.later).toBe(0);
    for (let at = 0; at < 1_000; at += 10) {
      spool.append(row("a"));
      vi.advanceTimersByTime(10);
      finish();
    }
    expect(counts).toMatchObject({ now: 0, later: 10 });
    vi.advanceTimersByTime(10_000);
    finish();
    expect(counts.later).toBeLessThanOrEqual(11);
    expect(vi.getTimerCount()).toBe(1);
  });

  it("do not pile up on a slow disk, and none is forgotten", () => {
    const { disk, counts, finish } = countingDisk();
    const spool = openSpool(temporaryFolder(), syncing("interval"), disk);
    spool.append(row("a"));
    vi.advanceTimersByTime(100);
    spool.append(row("b"));
    vi.advanceTimersByTime(1_000);
    expect(counts.later).toBe(1);
    finish();
    vi.advanceTimersByTime(100);
    expect(counts.later).toBe(2);
  });

  it.each<[SpoolSync, number]>([
    ["interval", 1],
    ["none", 0],
  ])("with %s are %i of a segment that is full, when the next one begins", (sync, syncs) => {
    const { disk, counts } = countingDisk();
    const spool = openSpool(temporaryFolder(), syncing(sync), disk);
    spool.append(rowsOf(0, 1, SEGMENT_BYTES));
    expect(counts.now).toBe(0);
    spool.append(row("1"));
    expect(counts).toEqual({ now: syncs, later: 0, folder: 2 * syncs });
  });

  it("that are under way do not count for leftovers that are dropped", () => {
    const { disk, counts } = countingDisk();
    const spool = openSpool(temporaryFolder(), syncing("interval"), disk);
    spool.append(row("a"));
    vi.advanceTimersByTime(100);
    spool.dropLeftovers();
    expect(counts).toMatchObject({ now: 1, later: 1 });
  });

  it("end with close, which does the last one unless nothing is left to keep", () => {
    const { disk, counts, finish } = countingDisk();
    const folder = temporaryFolder();
    const spool = openSpool(folder, syncing("interval"), disk);
    spool.append(row("a"));
    vi.advanceTimersByTime(100);
    spool.append(row("b"));
    spool.close();
    finish();
    expect(counts).toMatchObject({ now: 1, later: 1 });
    const settled = openSpool(temporaryFolder(), syncing("interval"), disk);
    settled.append(row("a"));
    settled.settle(1);
    settled.close();
    expect(counts).toMatchObject({ now: 1, later: 1 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leave no file open, not even those that outlast the spool", () => {
    const open = new Set<number>();
    const { disk, finish } = countingDisk();
    const spool = openSpool(temporaryFolder(), syncing("interval"), {
      ...disk,
      create: (file) => {
        const fd = nodeDisk.create(file);
        open.add(fd);
        return fd;
      },
      close: (fd) => {
        nodeDisk.close(fd);
        open.delete(fd);
      },
    });
    for (let round = 0; round < 3; round++) {
      spool.append(rowsOf(0, 9, 1024 * 1024));
      vi.advanceTimersByTime(100);
    }
    spool.close();
    expect(open.size).toBeGreaterThan(0);
    finish();
    expect(open).toEqual(new Set());
  });

  it("cover the folders that were made, up to the one that was there", () => {
    const synced: string[] = [];
    const dir = temporaryFolder();
    const disk = diskWith({ syncFolder: (folder) => void synced.push(folder) });
    openSpool(join(dir, "a", "b"), syncing("always"), disk);
    expect(synced).toEqual([join(dir, "a"), dir]);
    openSpool(join(dir, "a", "c"), syncing("always"), disk);
    expect(synced.slice(2)).toEqual([join(dir, "a")]);
  });
});

it("keep no process alive", () => {
  vi.useRealTimers();
  const before = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const spool = openSpool(temporaryFolder(), syncing("interval"));
  spool.append(row("a"));
  expect(process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length).toBe(before);
});
