import { closeSync, existsSync, openSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { errno, FullDisk } from "../testing/faulty-disk.js";
import {
  leftoversOf,
  openSpool,
  row,
  rowsOf,
  SUBJECT,
  segmentsIn,
  UNSYNCED,
} from "../testing/spooled-rows.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { nodeDisk } from "./disk.js";
import { SEGMENT_BYTES, SPENT_BYTES } from "./run-log.js";

describe("a full disk", () => {
  it("refuses rows all or none, and takes them again once there is room", () => {
    const folder = temporaryFolder();
    const full = new FullDisk();
    const spool = openSpool(folder, UNSYNCED, full.disk);
    spool.append(rowsOf(0, 3, 100));
    // Room for one row and a part of the next.
    for (const room of [0, 1, 112, 150]) {
      full.room = room;
      expect(() => spool.append(rowsOf(3, 6, 100))).toThrow(
        expect.objectContaining({
          code: "spool",
          table: SUBJECT.table,
          retryable: false,
          message: expect.stringMatching(/cannot write to .*: ENOSPC/),
          hint: "free space on that disk, or put the spool on another",
        }),
      );
      expect(spool.rows).toBe(3);
    }
    full.room = 1_000;
    spool.append(rowsOf(6, 8));
    spool.close();
    const next = openSpool(folder);
    expect(next.damage).toEqual([]);
    expect(leftoversOf(next)).toEqual(["0", "1", "2", "6", "7"]);
  });

  it("refuses the first row when there is no room for the beginning of a segment", () => {
    const folder = temporaryFolder();
    const full = new FullDisk();
    const spool = openSpool(folder, UNSYNCED, full.disk);
    full.room = 20;
    expect(() => spool.append(row("a"))).toThrow(expect.objectContaining({ code: "spool" }));
    expect(segmentsIn(folder)).toEqual([]);
    full.room = 10_000;
    spool.append(row("b"));
    spool.close();
    expect(leftoversOf(openSpool(folder))).toEqual(["b"]);
  });

  it("may leave a segment without a row behind, which is no damage", () => {
    const folder = temporaryFolder();
    const full = new FullDisk();
    let isStuck = false;
    const remove = (file: string): void => {
      if (isStuck) throw errno("EACCES");
      nodeDisk.remove(file);
    };
    const spool = openSpool(folder, UNSYNCED, { ...full.disk, remove });
    spool.append(rowsOf(0, 2, SEGMENT_BYTES / 2));
    isStuck = true;
    for (const room of [0, 30]) {
      full.room = room;
      expect(() => spool.append(row("x"))).toThrow("ENOSPC");
    }
    full.room = Number.POSITIVE_INFINITY;
    spool.append(rowsOf(2, 4));
    expect(segmentsIn(folder)).toHaveLength(4);
    spool.close();
    const next = openSpool(folder);
    expect(next.damage).toEqual([]);
    expect(leftoversOf(next)).toEqual(["0", "1", "2", "3"]);
    next.dropLeftovers();
    expect(segmentsIn(folder)).toEqual([]);
  });

  it.runIf(existsSync("/dev/full"))("that is the kernel's own is answered the same", () => {
    const full = openSync("/dev/full", "w");
    onTestFinished(() => closeSync(full));
    const spool = openSpool(temporaryFolder(), UNSYNCED, {
      ...nodeDisk,
      write: (fd, bytes, offset, length, position) =>
        nodeDisk.write(length > 1_000 ? full : fd, bytes, offset, length, position),
    });
    expect(() => spool.append(rowsOf(0, 100, 100))).toThrow(
      expect.objectContaining({ code: "spool", hint: expect.stringContaining("free space") }),
    );
    expect(spool.rows).toBe(0);
  });

  it("does not stop rows from being settled, nor their segments from going", () => {
    const folder = temporaryFolder();
    const full = new FullDisk();
    const spool = openSpool(folder, UNSYNCED, full.disk);
    spool.append(rowsOf(0, 2, SPENT_BYTES));
    full.room = 10;
    spool.settle(1);
    expect(() => spool.append(row("x"))).toThrow("ENOSPC");
    spool.settle(2);
    expect(segmentsIn(folder)).toEqual([]);
    full.room = 10_000;
    spool.append(rowsOf(2, 5));
    full.room = 10;
    spool.settle(3);
    full.room = 10_000;
    spool.settle(4);
    spool.close();
    const next = openSpool(folder);
    expect(next.damage).toEqual([]);
    expect(leftoversOf(next)).toEqual(["4"]);
  });

  it("ends the spool when half a write cannot be taken back", () => {
    const folder = temporaryFolder();
    const full = new FullDisk();
    const disk = {
      ...full.disk,
      truncate: () => {
        throw errno("EIO");
      },
    };
    const spool = openSpool(folder, UNSYNCED, disk);
    spool.append(rowsOf(0, 3));
    full.room = 16;
    expect(() => spool.append(rowsOf(3, 5))).toThrow("takes no more rows: ENOSPC");
    full.room = 10_000;
    expect(() => spool.append(row("5"))).toThrow("takes no more rows");
    spool.settle(1);
    spool.close();
    const next = openSpool(folder);
    expect(next.damage).toEqual([]);
    // Row 3 was written whole. Nobody was told so, and to replay it is allowed.
    expect(leftoversOf(next)).toEqual(expect.arrayContaining(["1", "2"]));
  });
});
