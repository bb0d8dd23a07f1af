import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Action } from "./actions.js";
import { listLog, logFileName, readCommit, writeCommit } from "./delta-log.js";

const version = (number: number): string => String(number).padStart(20, "0");

async function logOf(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const log = await mkdtemp(join(tmpdir(), "delta-log-"));
  onTestFinished(() => rm(log, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(log, name), text);
  return log;
}

const ADD: Action = {
  add: {
    path: "a%20b.parquet",
    partitionValues: {},
    size: 3,
    modificationTime: 4,
    dataChange: true,
    stats: "{}",
  },
};

describe(listLog, () => {
  test("finds commits and complete checkpoints, and nothing else", async () => {
    const names = [
      `${version(11)}.json`,
      `${version(9)}.json`,
      `${version(10)}.checkpoint.parquet`,
      `${version(8)}.checkpoint.0000000001.0000000002.parquet`,
      `${version(8)}.checkpoint.0000000002.0000000002.parquet`,
      `${version(9)}.checkpoint.0000000002.0000000002.parquet`,
      `${version(11)}.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.json`,
      `${version(9)}.crc`,
      `.${version(12)}.json.crc`,
      `.zerobus-0-0-0.tmp`,
      "_last_checkpoint",
      "12.json",
    ];
    const log = await logOf(Object.fromEntries(names.map((name) => [name, ""])));
    expect(await listLog(log)).toEqual({
      commits: [9, 11],
      checkpoints: [
        { version: 8, names: [names[3], names[4]] },
        { version: 10, names: [names[2]] },
      ],
    });
  });

  test("finds nothing where there is no folder", async () => {
    expect(await listLog(join(await logOf(), "absent"))).toEqual({ commits: [], checkpoints: [] });
  });
});

describe(writeCommit, () => {
  test("writes one action a line under the version in 20 digits", async () => {
    const log = await logOf();
    const actions: Action[] = [{ commitInfo: { operation: "WRITE\n" } }, ADD];
    expect(await writeCommit(log, 7, actions)).toBe(true);
    expect(await readdir(log)).toEqual(["00000000000000000007.json"]);
    const text = await readFile(join(log, logFileName(7, "json")), "utf8");
    expect(
      text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual(actions);
    expect(await readCommit(log, 7)).toEqual(actions);
  });

  test("never writes a version twice", async () => {
    const log = await logOf({ [`${version(7)}.json`]: "theirs" });
    expect(await writeCommit(log, 7, [ADD])).toBe(false);
    expect(await readFile(join(log, logFileName(7, "json")), "utf8")).toBe("theirs");
    expect(await readdir(log)).toHaveLength(1);
  });
});

describe(readCommit, () => {
  test("finds nothing where there is no such version", async () => {
    expect(await readCommit(await logOf(), 0)).toBeUndefined();
  });

  test("passes over actions, members and nulls that it does not know", async () => {
    const lines = [
      '{"domainMetadata":{"domain":"x"}}',
      '{"cdc":{"path":"y"}}',
      '{"remove":{"path":"z","dataChange":true,"deletionTimestamp":null,"size":5}}',
      "",
    ];
    const log = await logOf({ [`${version(0)}.json`]: lines.join("\n") });
    expect(await readCommit(log, 0)).toEqual([{ remove: { path: "z", dataChange: true, size: 5 } }]);
  });

  test.each([
    ["is empty", "", "it is empty"],
    ["is torn", '{"add":{"path":', "JSON"],
    ["holds no object", "42", "not a JSON object"],
    ["holds an action that is no object", '{"add":7}', "action add is not a JSON object"],
    ["lacks a path", '{"add":{"size":1,"partitionValues":{}}}', "action add has no path"],
    ["lacks a size", '{"add":{"path":"p","partitionValues":{}}}', "action add has no size"],
    ["lacks partition values", '{"add":{"path":"p","size":1}}', "action add has no partitionValues"],
    ["lacks a schema", '{"metaData":{"id":"i","format":{}}}', "action metaData has no schemaString"],
    ["lacks a version", '{"protocol":{"minReaderVersion":1}}', "action protocol has no minWriterVersion"],
  ])("names an entry that %s", async (_, text, problem) => {
    const log = await logOf({ [`${version(3)}.json`]: text });
    const reading = readCommit(log, 3);
    await expect(reading).rejects.toMatchObject({ code: "corrupt_table" });
    await expect(reading).rejects.toThrow(`${version(3)}.json cannot be read`);
    await expect(reading).rejects.toThrow(problem);
  });
});
