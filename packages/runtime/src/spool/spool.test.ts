import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
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
import { Spool } from "./spool.js";

describe(Spool, () => {
  it("keeps rows until they are settled, and gives the others to the next", () => {
    const folder = temporaryFolder();
    const first = openSpool(folder);
    first.append(row("a"));
    first.append([row("b"), row("c")]);
    first.append([]);
    expect(first.rows).toBe(3);
    first.settle(1);
    expect(first.rows).toBe(2);
    expect(leftoversOf(first)).toEqual([]);
    first.close();

    const second = openSpool(folder);
    expect(second.rows).toBe(2);
    expect(second.damage).toEqual([]);
    expect(leftoversOf(second)).toEqual(["b", "c"]);
    // Again, as often as wanted.
    expect(leftoversOf(second)).toEqual(["b", "c"]);
  });

  it("tells with each leftover what it was written as", () => {
    const folder = temporaryFolder();
    const older = { ...SUBJECT, fingerprint: "f0" };
    for (const subject of [older, SUBJECT]) {
      const spool = openSpool(folder, UNSYNCED, nodeDisk, subject);
      spool.append(row(subject.fingerprint));
      spool.close();
    }
    expect([...openSpool(folder).leftovers()]).toEqual([
      { subject: older, row: row("f0") },
      { subject: SUBJECT, row: row("f1") },
    ]);
  });

  it("leaves nothing when every row is settled, or there was none", () => {
    const folder = join(temporaryFolder(), "not", "there", "yet");
    const spool = openSpool(folder);
    spool.append(row("a"));
    spool.settle(1);
    spool.close();
    expect(segmentsIn(folder)).toEqual([]);
    openSpool(folder).close();
    expect(segmentsIn(folder)).toEqual([]);
  });

  it("replays leftovers until they are dropped, and the rows appended meanwhile", () => {
    const folder = temporaryFolder();
    const first = openSpool(folder);
    first.append(rowsOf(0, 3));
    first.close();
    const second = openSpool(folder);
    second.append(rowsOf(0, 2));
    second.close();

    const third = openSpool(folder);
    expect(leftoversOf(third)).toEqual(["0", "1", "2", "0", "1"]);
    for (const { row } of third.leftovers()) third.append(row);
    expect(third.rows).toBe(10);
    third.dropLeftovers();
    expect(third.rows).toBe(5);
    expect(leftoversOf(third)).toEqual([]);
    expect(segmentsIn(folder)).toEqual(["00000003-00000001.log"]);
    third.settle(3);
    third.close();
    expect(leftoversOf(openSpool(folder))).toEqual(["0", "1"]);
  });

  it("keeps leftovers that are not dropped when all else is settled", () => {
    const folder = temporaryFolder();
    const first = openSpool(folder);
    first.append(row("a"));
    first.close();
    const second = openSpool(folder);
    second.append(row("b"));
    second.settle(1);
    second.close();
    expect(segmentsIn(folder)).toEqual(["00000001-00000001.log"]);
    expect(leftoversOf(openSpool(folder))).toEqual(["a"]);
  });

  it("ends the reading of leftovers that are dropped", () => {
    const folder = temporaryFolder();
    const first = openSpool(folder);
    first.append(rowsOf(0, 3));
    first.close();
    const second = openSpool(folder);
    const reading = second.leftovers();
    expect(reading.next().value?.row).toEqual(row("0"));
    second.dropLeftovers();
    expect(reading.next().done).toBe(true);
  });

  it("takes rows of no byte and of 10 MiB, alone and together", () => {
    const folder = temporaryFolder();
    const spool = openSpool(folder);
    const large = Buffer.alloc(10 * 1024 * 1024, "x");
    const rows = [
      Buffer.alloc(0),
      large,
      row("a"),
      Buffer.alloc(256 * 1024 - 12, "y"),
      Buffer.alloc(256 * 1024, "z"),
    ];
    spool.append(rows);
    for (const each of rows) spool.append(each);
    spool.close();
    const found = [...openSpool(folder).leftovers()].map((leftover) => Buffer.from(leftover.row));
    expect(found.length).toBe(10);
    expect(found.every((each, index) => each.equals(rows[index % 5] ?? each))).toBe(true);
  });

  it("refuses a row that no frame can hold, and goes on", () => {
    const spool = openSpool(temporaryFolder());
    expect(() => spool.append([row("a"), Buffer.alloc(2 ** 24)])).toThrow(
      expect.objectContaining({
        code: "spool",
        message: expect.stringContaining("16777216 bytes is too long"),
      }),
    );
    expect(spool.rows).toBe(0);
    spool.append(Buffer.alloc(2 ** 24 - 1));
    expect(spool.rows).toBe(1);
  });

  it("begins a segment when one is full, and removes those that are settled", () => {
    const folder = temporaryFolder();
    const spool = openSpool(folder);
    const rows = rowsOf(0, 40, 1024 * 1024);
    for (const each of rows) spool.append(each);
    expect(segmentsIn(folder)).toHaveLength(5);
    expect(spool.bytes).toBe(sizeOf(folder));
    spool.settle(7);
    expect(segmentsIn(folder)).toHaveLength(5);
    spool.settle(8);
    expect(segmentsIn(folder)[0]).toBe("00000001-00000002.log");
    spool.settle(31);
    expect(segmentsIn(folder)).toHaveLength(2);
    expect(spool.bytes).toBe(sizeOf(folder));
    spool.close();
    const next = openSpool(folder);
    expect(leftoversOf(next)).toEqual(["31", "32", "33", "34", "35", "36", "37", "38", "39"]);
    expect(next).toMatchObject({ rows: 9, bytes: sizeOf(folder), damage: [] });
  });

  it("removes even the last segment when it is large and holds nothing to keep", () => {
    const folder = temporaryFolder();
    const spool = openSpool(folder);
    spool.append(rowsOf(0, 2, SPENT_BYTES));
    spool.settle(1);
    expect(segmentsIn(folder)).toHaveLength(1);
    spool.settle(2);
    expect(segmentsIn(folder)).toEqual([]);
    expect(spool.bytes).toBe(0);
    spool.append(row("2"));
    spool.settle(2);
    spool.close();
    expect(leftoversOf(openSpool(folder))).toEqual(["2"]);
  });

  it("keeps a segment of a settled trickle, so that not every row makes a file", () => {
    const folder = temporaryFolder();
    const spool = openSpool(folder);
    for (let count = 1; count <= 100; count++) {
      spool.append(row("a"));
      spool.settle(count);
    }
    expect(segmentsIn(folder)).toEqual(["00000001-00000001.log"]);
    expect(SPENT_BYTES).toBeLessThan(SEGMENT_BYTES);
  });

  it("takes no count back, and none of rows that were not appended", () => {
    const folder = temporaryFolder();
    const spool = openSpool(folder);
    spool.append(rowsOf(0, 4));
    spool.settle(3);
    spool.settle(2);
    expect(spool.rows).toBe(1);
    spool.settle(9);
    expect(spool.rows).toBe(0);
    spool.append(row("4"));
    spool.close();
    expect(leftoversOf(openSpool(folder))).toEqual(["4"]);
  });

  it("is its owner's alone to read", () => {
    const folder = join(temporaryFolder(), "spool");
    const spool = openSpool(folder);
    spool.append(row("a"));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it("is written when append returns", () => {
    const folder = temporaryFolder();
    const spool = openSpool(folder);
    spool.append(row("a row"));
    const [name = ""] = segmentsIn(folder);
    const written = readFileSync(join(folder, name), "latin1");
    expect([written.slice(0, 8), written.slice(-5)]).toEqual(["zbspool\u0001", "a row"]);
  });

  it("takes nothing once it is closed, and may be closed again", () => {
    const spool = openSpool(temporaryFolder());
    spool.close();
    spool.close();
    spool.settle(1);
    expect(() => spool.append(row("a"))).toThrow(expect.objectContaining({ code: "closed" }));
    expect(() => spool.dropLeftovers()).toThrow(expect.objectContaining({ code: "closed" }));
  });
});

function sizeOf(folder: string): number {
  return segmentsIn(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
