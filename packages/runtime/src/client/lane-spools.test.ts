import { readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { type Disk, nodeDisk } from "../spool/disk.js";
import { spoolFolder } from "../spool/spool-folder.js";
import type { SpoolSync } from "../spool/spool-options.js";
import { diskWith, errno } from "../testing/faulty-disk.js";
import { openSpool, row, SUBJECT } from "../testing/spooled-rows.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { LaneSpools } from "./lane-spools.js";

let dir: string;

beforeEach(() => {
  dir = temporaryFolder();
});

afterEach(() => void vi.restoreAllMocks());

function openLanes(lanes: number, sync: SpoolSync = "none", disk: Disk = nodeDisk): LaneSpools {
  const spools = LaneSpools.open({ dir, sync, syncIntervalMs: 100 }, lanes, SUBJECT, disk);
  onTestFinished(() => spools.close());
  return spools;
}

/** Has a process with so many lanes leave a row in each, which tells the lane. */
function leaveInLanes(lanes: number): void {
  const spools = openLanes(lanes);
  for (const [lane, spool] of spools.lanes.entries()) spool.append(row(`lane ${lane}`));
  spools.close();
}

function textsOf(spools: LaneSpools): readonly string[] {
  return [...spools.leftovers()].map(({ row }) => Buffer.from(row).toString());
}

/** The folder of a lane, which nobody else has in use if it opens. */
function folderOf(lane: number): string {
  return spoolFolder(dir, SUBJECT.table, lane);
}

test("are one a lane, in the order of the lanes", () => {
  leaveInLanes(3);
  const spools = openLanes(3);
  expect(spools.lanes).toHaveLength(3);
  expect(textsOf(spools)).toEqual(["lane 0", "lane 1", "lane 2"]);
});

test("have the rows of lanes that there are no more, whose folders are free once these are dropped", () => {
  leaveInLanes(12);
  const spools = openLanes(2);
  expect(spools.lanes).toHaveLength(2);
  expect(textsOf(spools)).toEqual(Array.from({ length: 12 }, (_, lane) => `lane ${lane}`));
  expect(() => openSpool(folderOf(11))).toThrow("in use");
  spools.dropLeftovers();
  expect(textsOf(spools)).toEqual([]);
  for (let lane = 2; lane < 12; lane++) expect(openSpool(folderOf(lane)).rows).toBe(0);
  expect(() => openSpool(folderOf(1))).toThrow("in use");
  spools.close();
  expect(openSpool(folderOf(1)).rows).toBe(0);
});

test("are all opened or none: what one cannot have the others give back", () => {
  leaveInLanes(4);
  const other = openSpool(folderOf(3));
  for (const lanes of [2, 4]) expect(() => openLanes(lanes)).toThrow(/lane-3 is in use by .*process id/);
  for (let lane = 0; lane < 3; lane++) openSpool(folderOf(lane)).close();
  other.close();
  expect(textsOf(openLanes(4))).toHaveLength(4);
});

test.each<[SpoolSync, boolean]>([
  ["interval", true],
  ["always", true],
  ["none", false],
])("with sync %s, no leftover goes before the rows of every lane are on the disk: %s", (sync, isSynced) => {
  leaveInLanes(3);
  const done: string[] = [];
  const laneOf = new Map<number, string>();
  const disk = diskWith({
    create: (file) => {
      const fd = nodeDisk.create(file);
      laneOf.set(fd, basename(dirname(file)));
      return fd;
    },
    sync: (fd) => {
      nodeDisk.sync(fd);
      done.push(`sync ${laneOf.get(fd)}`);
    },
    remove: (file) => {
      nodeDisk.remove(file);
      done.push("remove");
    },
  });
  const spools = openLanes(3, sync, disk);
  // A row of lane 0 goes to lane 2.
  spools.lanes[2]?.append(row("lane 0"));
  spools.dropLeftovers();
  expect(done.indexOf("sync lane-2") >= 0).toBe(isSynced);
  expect(done.indexOf("sync lane-2")).toBeLessThan(done.indexOf("remove"));
});

test("take back what was appended when nothing came of it", () => {
  leaveInLanes(2);
  const before = readdirSync(dir, { recursive: true }).filter((name) => !String(name).includes("lock"));
  const spools = openLanes(2);
  for (const spool of spools.lanes) spool.append([row("a"), row("b")]);
  spools.takeBack();
  spools.close();
  expect(readdirSync(dir, { recursive: true }).filter((name) => !String(name).includes("lock"))).toEqual(
    before,
  );
  expect(textsOf(openLanes(2))).toEqual(["lane 0", "lane 1"]);
});

test("are all released, though the last sync of one fails", () => {
  const failing = diskWith({
    sync: () => {
      throw errno("EIO");
    },
  });
  const spools = openLanes(3, "interval", failing);
  for (const spool of spools.lanes) spool.append(row("a"));
  spools.close();
  expect(textsOf(openLanes(3))).toEqual(["a", "a", "a"]);
});

test("say of every file what cannot be read, and where it is kept", () => {
  leaveInLanes(3);
  const warnings = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  for (const lane of [0, 2]) {
    const [segment = ""] = readdirSync(folderOf(lane)).filter((name) => !name.startsWith("lock-"));
    writeFileSync(join(folderOf(lane), segment), "no segment at all, and more of that");
  }
  openLanes(3);
  expect(warnings.mock.calls.map(([text]) => String(text))).toEqual([
    expect.stringMatching(/^main\.shop\.orders: some rows kept in .*lane-0.* cannot be read: /),
    expect.stringMatching(/some rows kept in .*lane-2.* cannot be read: /),
  ]);
});
