import {
  appendFileSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { leftoversOf, openSpool, rowsOf, segmentsIn } from "../testing/spooled-rows.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { SEGMENT_BYTES } from "./run-log.js";

/** Length of the rows here: a head of 12 bytes, and 20 more. */
const FRAME = 32;
const FIRST = "00000001-00000001.log";
const SECOND = "00000001-00000002.log";
const THIRD = "00000001-00000003.log";

/** Rows 0 to 9 in one segment, whose first row is at the place returned. */
function tenRows(folder: string, settled = 0): number {
  const spool = openSpool(folder);
  spool.append(rowsOf(0, 10, FRAME - 12));
  const start = statSync(join(folder, FIRST)).size - 10 * FRAME;
  spool.settle(settled);
  spool.close();
  return start;
}

/** Rows 0 to 5 in three segments. */
function threeSegments(folder: string, settled = 0): void {
  const spool = openSpool(folder);
  for (const row of rowsOf(0, 6, SEGMENT_BYTES / 2)) spool.append(row);
  spool.settle(settled);
  spool.close();
}

function flipBit(file: string, at: number): void {
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.with(at, (bytes[at] ?? 0) ^ 1));
}

const all = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

describe("the end of a log that was cut off", () => {
  it.each([
    ["in the head of a row", 5],
    ["in a row", 20],
    ["before the last byte of a row", FRAME - 1],
  ])("%s, is dropped in silence", (_, left) => {
    const folder = temporaryFolder();
    const start = tenRows(folder);
    truncateSync(join(folder, FIRST), start + 7 * FRAME + left);
    const spool = openSpool(folder);
    expect(spool.damage).toEqual([]);
    expect(spool.rows).toBe(7);
    expect(leftoversOf(spool)).toEqual(all.slice(0, 7));
    spool.dropLeftovers();
    expect(segmentsIn(folder)).toEqual([]);
  });

  it("by a power cut, which leaves zeros, is dropped in silence", () => {
    const folder = temporaryFolder();
    tenRows(folder);
    appendFileSync(join(folder, FIRST), Buffer.alloc(1_000_000));
    const spool = openSpool(folder);
    expect(spool.damage).toEqual([]);
    expect(leftoversOf(spool)).toEqual(all);
  });

  it.each([0, 1, 7, 8, 15, 100])("in its beginning, %i bytes long, is dropped in silence", (length) => {
    const folder = temporaryFolder();
    tenRows(folder);
    const header = readFileSync(join(folder, FIRST)).subarray(0, length);
    writeFileSync(join(folder, SECOND), header);
    writeFileSync(join(folder, THIRD.replace("1-", "2-")), Buffer.alloc(length));
    const spool = openSpool(folder);
    expect(spool.damage).toEqual([]);
    expect(leftoversOf(spool)).toEqual(all);
    spool.dropLeftovers();
    expect(segmentsIn(folder)).toEqual([]);
  });

  it("does not hide what a later stream wrote", () => {
    const folder = temporaryFolder();
    const start = tenRows(folder);
    tenRows(folder);
    truncateSync(join(folder, FIRST), start + FRAME + 1);
    const spool = openSpool(folder);
    expect(spool.damage).toEqual([]);
    expect(leftoversOf(spool)).toEqual(["0", ...all]);
  });
});

describe("damage", () => {
  it("in a row costs that row, is told, and the file is kept", () => {
    const folder = temporaryFolder();
    const start = tenRows(folder);
    const file = join(folder, FIRST);
    flipBit(file, start + 3 * FRAME + 12);
    flipBit(file, start + 9 * FRAME + 31);
    const damaged = readFileSync(file);
    const spool = openSpool(folder);
    const about = { file: `${file}.damaged`, bytes: FRAME, why: "a checksum does not hold" };
    expect(spool.damage).toEqual([
      { ...about, at: start + 3 * FRAME },
      { ...about, at: start + 9 * FRAME },
    ]);
    expect(spool.rows).toBe(8);
    expect(leftoversOf(spool)).toEqual(["0", "1", "2", "4", "5", "6", "7", "8"]);
    expect(segmentsIn(folder)).toEqual([FIRST]);
    spool.dropLeftovers();
    expect(spool.damage).toEqual([]);
    expect(segmentsIn(folder)).toEqual([`${FIRST}.damaged`]);
    expect(readFileSync(`${file}.damaged`)).toEqual(damaged);
  });

  it("in the head of a row costs the rest of that segment, and no other", () => {
    const folder = temporaryFolder();
    threeSegments(folder);
    const file = join(folder, FIRST);
    const { size } = statSync(file);
    const at = size - (SEGMENT_BYTES / 2 + 12);
    flipBit(file, at);
    const spool = openSpool(folder);
    expect(spool.damage).toEqual([
      { file: `${file}.damaged`, at, bytes: SEGMENT_BYTES / 2 + 12, why: "no frame begins there" },
    ]);
    expect(spool.rows).toBe(5);
    expect(leftoversOf(spool)).toEqual(["0", "2", "3", "4", "5"]);
    spool.dropLeftovers();
    expect(segmentsIn(folder)).toEqual([`${FIRST}.damaged`]);
  });

  it("among zeros is none of a power cut, when more follows", () => {
    const folder = temporaryFolder();
    const start = tenRows(folder);
    const bytes = readFileSync(join(folder, FIRST));
    writeFileSync(join(folder, FIRST), bytes.fill(0, start + 2 * FRAME, start + 5 * FRAME));
    const spool = openSpool(folder);
    expect(spool.damage).toMatchObject([{ at: start + 2 * FRAME, bytes: 8 * FRAME }]);
    expect(leftoversOf(spool)).toEqual(["0", "1"]);
  });

  it("is a missing segment between others", () => {
    const folder = temporaryFolder();
    threeSegments(folder);
    unlinkSync(join(folder, SECOND));
    const spool = openSpool(folder);
    const file = join(folder, THIRD);
    expect(spool.damage).toEqual([{ file, at: 0, bytes: 0, why: "2 rows before it are missing" }]);
    expect(leftoversOf(spool)).toEqual(["0", "1", "4", "5"]);
    spool.dropLeftovers();
    expect(segmentsIn(folder)).toEqual([]);
  });

  it.each([
    [
      "ends early",
      (file: string) => truncateSync(file, SEGMENT_BYTES),
      "it ends in the middle of a frame",
      ["0", "1", "2", "4", "5"],
    ],
    ["is empty", (file: string) => truncateSync(file, 0), "its beginning was cut off", ["0", "1", "4", "5"]],
    [
      "begins with something else",
      (file: string) => flipBit(file, 1),
      "it does not begin as a segment does",
      ["0", "1", "4", "5"],
    ],
    [
      "has a damaged header",
      (file: string) => flipBit(file, 30),
      "its header is damaged",
      ["0", "1", "4", "5"],
    ],
    [
      "has a damaged head of its header",
      (file: string) => flipBit(file, 8),
      "no frame begins there",
      ["0", "1", "4", "5"],
    ],
  ])("is a segment between others that %s", (_, damage, why, rows) => {
    const folder = temporaryFolder();
    threeSegments(folder);
    const file = join(folder, SECOND);
    damage(file);
    const spool = openSpool(folder);
    expect(spool.damage).toMatchObject([{ file: `${file}.damaged`, why }]);
    expect(spool.rows).toBe(rows.length);
    expect(leftoversOf(spool)).toEqual(rows);
    spool.dropLeftovers();
    expect(segmentsIn(folder)).toEqual([`${SECOND}.damaged`]);
  });

  it("of what was settled is none", () => {
    const folder = temporaryFolder();
    const start = tenRows(folder, 4);
    flipBit(join(folder, FIRST), start + 3 * FRAME + 12);
    const spool = openSpool(folder);
    expect(spool.damage).toEqual([]);
    expect(leftoversOf(spool)).toEqual(all.slice(4));
  });

  it("of the first row that is not settled is some", () => {
    const folder = temporaryFolder();
    const start = tenRows(folder, 4);
    flipBit(join(folder, FIRST), start + 4 * FRAME + 12);
    const spool = openSpool(folder);
    expect(spool.damage).toMatchObject([{ at: start + 4 * FRAME }]);
    expect(spool.rows).toBe(5);
    expect(leftoversOf(spool)).toEqual(all.slice(5));
  });

  it("of a settled segment is none, nor is its absence", () => {
    for (const damage of [
      unlinkSync,
      (file: string) => flipBit(file, SEGMENT_BYTES),
      (file: string) => truncateSync(file, 9),
    ]) {
      const folder = temporaryFolder();
      threeSegments(folder, 5);
      // As if it could not be removed when it was settled.
      const kept = join(folder, THIRD);
      const other = temporaryFolder();
      threeSegments(other);
      renameSync(join(other, FIRST), join(folder, FIRST));
      renameSync(join(other, SECOND), join(folder, SECOND));
      damage(join(folder, SECOND));
      const spool = openSpool(folder);
      expect(spool.damage).toEqual([]);
      expect(leftoversOf(spool)).toEqual(["5"]);
      expect(segmentsIn(folder)).toContain(kept.slice(folder.length + 1));
      spool.dropLeftovers();
      expect(segmentsIn(folder)).toEqual([]);
    }
  });

  it("that was set aside stays, whatever comes later", () => {
    const folder = temporaryFolder();
    for (let round = 1; round <= 3; round++) {
      const spool = openSpool(folder);
      expect(spool.damage).toEqual([]);
      spool.append(rowsOf(0, 3, 100));
      spool.close();
      const [name = ""] = segmentsIn(folder).filter((each) => !each.endsWith(".damaged"));
      flipBit(join(folder, name), statSync(join(folder, name)).size - 1);
      const next = openSpool(folder);
      next.dropLeftovers();
      next.close();
      expect(segmentsIn(folder)).toHaveLength(round);
    }
  });

  it("of every kind is told until the leftovers are dropped", () => {
    const folder = temporaryFolder();
    flipBit(join(folder, FIRST), tenRows(folder));
    for (let round = 0; round < 2; round++) {
      const spool = openSpool(folder);
      expect(spool.damage).toHaveLength(1);
      spool.close();
    }
  });
});

describe("a segment of a later release", () => {
  it("is refused, with nothing touched", () => {
    const folder = temporaryFolder();
    tenRows(folder, 10);
    tenRows(folder, 3);
    const file = join(folder, FIRST);
    const later = readFileSync(file).with(7, 2);
    writeFileSync(join(folder, "00000007-00000001.log"), later);
    const before = segmentsIn(folder);
    for (let round = 0; round < 2; round++) {
      expect(() => openSpool(folder)).toThrow(
        expect.objectContaining({
          code: "spool",
          message: expect.stringContaining(
            "00000007-00000001.log was written by a later release: its format is 2",
          ),
          hint: expect.stringContaining("install that release"),
        }),
      );
    }
    expect(segmentsIn(folder)).toEqual(before);
    unlinkSync(join(folder, "00000007-00000001.log"));
    expect(leftoversOf(openSpool(folder))).toEqual(all.slice(3));
  });
});
