import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { encoded } from "../../testing/encoded.js";
import { struct } from "../../testing/schemas.js";
import { temporaryDirectory } from "../../testing/temporary-directory.js";
import { readAppends } from "./read-segment.js";
import { recoverLog, type SealedSegment } from "./recover-log.js";
import { Segment } from "./segment.js";
import { logFolder, readSegmentName } from "./segment-name.js";

const SCHEMA = struct({ "!id": "long" });
const rowsOf = encoded(SCHEMA);

let table: string;
let lines: string[];

beforeEach(async () => {
  table = await temporaryDirectory();
  lines = [];
});

const recover = (recorded = 0): Promise<SealedSegment[]> =>
  recoverLog(table, recorded, (line) => void lines.push(line));

/** Writes a segment of appends of so many rows each, and tells where each ends in the file. */
async function write(first: number, ...counts: readonly number[]): Promise<{ path: string; ends: number[] }> {
  const segment = await Segment.create(table, first, SCHEMA);
  const ends: number[] = [];
  let id = first;
  for (const count of counts) {
    await segment.append([rowsOf(...Array.from({ length: count }, () => ({ id: BigInt(id++) })))]);
    ends.push(segment.bytes);
  }
  return { path: segment.name.path, ends };
}

async function idsIn({ name }: SealedSegment): Promise<string[]> {
  const appends = [...readAppends(name, await readFile(name.path))];
  return appends.flatMap(({ requests }) =>
    requests.flatMap(({ records }) => records.map((record) => Buffer.from(record).toString())),
  );
}

const numbersOf = (segments: readonly SealedSegment[]): number[][] =>
  segments.map(({ name, next }) => [name.first, next]);

describe(recoverLog, () => {
  it("finds nothing where there is no log", async () => {
    expect(await recover()).toEqual([]);
  });

  it("finds what was appended, in order", async () => {
    await write(4, 1);
    await write(1, 2, 1);
    const segments = await recover();
    expect(numbersOf(segments)).toEqual([
      [1, 4],
      [4, 5],
    ]);
    expect((await Promise.all(segments.map(idsIn))).flat()).toEqual([
      '{"id":"1"}',
      '{"id":"2"}',
      '{"id":"3"}',
      '{"id":"4"}',
    ]);
    expect(lines).toEqual([]);
  });

  it("drops a last write that was cut off, wherever, and for good", async () => {
    const { path, ends } = await write(1, 2, 3);
    const whole = await readFile(path);
    const [end = 0] = ends;
    for (let length = end; length < whole.length; length++) {
      await writeFile(path, whole.subarray(0, length));
      expect(numbersOf(await recover()), `cut off at ${length}`).toEqual([[1, 3]]);
      expect((await readFile(path)).equals(whole.subarray(0, end))).toBe(true);
    }
    expect(lines).toHaveLength(whole.length - end - 1);
    expect(lines[0]).toBe(`${path} ends in 1 bytes of an unfinished write, which are dropped`);
  });

  it("drops a last write of which pages were lost", async () => {
    const { path, ends } = await write(1, 2, 300);
    const whole = await readFile(path);
    const [end = 0] = ends;
    for (const [from, to] of [
      [end, end + 20],
      [end, whole.length],
      [end + 100, end + 1_000],
      [whole.length - 1, whole.length],
    ] as const) {
      await writeFile(path, Buffer.from(whole).fill(0, from, to));
      expect(numbersOf(await recover()), `zeros from ${from} to ${to}`).toEqual([[1, 3]]);
    }
  });

  it("drops a first write that was cut off, and its segment with it", async () => {
    const { path } = await write(1, 2);
    const whole = await readFile(path);
    for (const length of [0, 1, whole.length - 1]) {
      await writeFile(path, whole.subarray(0, length));
      expect(await recover()).toEqual([]);
      expect(await readdir(logFolder(table))).toEqual([]);
    }
  });

  it("refuses any wrong bit before the last write, and changes nothing", async () => {
    const { path, ends } = await write(1, 1, 1);
    const whole = await readFile(path);
    for (let at = 0; at < (ends[0] ?? 0); at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(path, damaged);
      await expect(recover(), `at ${at}`).rejects.toThrow(
        `${path} holds acked rows, and what begins at byte 0 is damaged`,
      );
      expect((await readFile(path)).equals(damaged)).toBe(true);
    }
  });

  it("refuses a wrong bit or a missing end in a segment that another one follows", async () => {
    const { path } = await write(1, 2);
    await write(3, 1);
    const whole = await readFile(path);
    for (const bytes of [whole.subarray(0, -1), Buffer.from(whole).fill(0, whole.length - 1)]) {
      await writeFile(path, bytes);
      await expect(recover()).rejects.toThrow(
        `${path} holds acked rows, and what begins at byte 0 is damaged`,
      );
      expect((await readFile(path)).equals(bytes)).toBe(true);
    }
    await writeFile(path, "");
    await expect(recover(1)).rejects.toThrow(
      "begins with row 3, and what is there before it ends with row 1: acked rows are missing",
    );
  });

  it("refuses a log that misses a segment, unless the table has its rows", async () => {
    await write(1, 2);
    const { path } = await write(3, 2);
    await write(5, 1);
    await rm(path);
    await expect(recover()).rejects.toThrow(
      "begins with row 5, and what is there before it ends with row 2: acked rows are missing",
    );
    expect(numbersOf(await recover(4))).toEqual([[5, 6]]);
    await expect(recover(3)).rejects.toThrow("what is there before it ends with row 3");
  });

  it("removes segments that the table has for certain, whatever is left of them", async () => {
    const { path } = await write(1, 2);
    const second = await write(3, 2);
    await writeFile(path, "garbage");
    await expect(recover(1)).rejects.toThrow(path);
    expect(await readdir(logFolder(table))).toHaveLength(2);
    expect(numbersOf(await recover(2))).toEqual([[3, 5]]);
    expect(await readdir(logFolder(table))).toEqual([basename(second.path)]);
  });

  it("takes no record for a frame, whatever it holds", async () => {
    const { path } = await write(1, 1);
    const salt = readSegmentName(path)?.salt ?? Buffer.alloc(8);
    const frame = await readFile(path);
    await rm(path);
    const segment = await Segment.create(table, 1, SCHEMA);
    const { plan } = rowsOf();
    await segment.append([{ plan, records: [frame] }]);
    const bytes = await readFile(segment.name.path);
    expect(bytes.includes(salt)).toBe(true);
    await writeFile(segment.name.path, Buffer.from(bytes).fill(0, 0, 20));
    expect(await recover()).toEqual([]);
  });

  it("takes no frame of another segment, which a disk may show after a power cut", async () => {
    const { path } = await write(1, 2);
    const stale = await write(3, 1);
    const [own, other] = [await readFile(path), await readFile(stale.path)];
    await rm(stale.path);
    await writeFile(path, Buffer.concat([own, other]));
    expect(numbersOf(await recover())).toEqual([[1, 3]]);
  });

  it("passes over files that are no segments, and refuses those of a later release", async () => {
    await mkdir(logFolder(table), { recursive: true });
    await writeFile(join(logFolder(table), ".DS_Store"), "?");
    expect(await recover()).toEqual([]);
    await writeFile(join(logFolder(table), `${"1".padStart(20, "0")}-0123456789abcdef.v2.log`), "?");
    await expect(recover()).rejects.toThrow("a later release wrote it");
  });
});
