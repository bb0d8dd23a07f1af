import { readdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readSnapshot } from "@zerobus-gen/local";
import { describe, expect, it } from "vitest";
import { array, map, struct } from "../../packages/local/src/testing/schemas.js";
import { deltaTable, query } from "./clickhouse/chdb.js";
import { type ActionJson, commitFile, rewriteCommit } from "./tables/rewrite-commit.js";
import { writeTable } from "./tables/write-table.js";

/** What breaks a table of two commits that have rows, and what chDB says then. */
const BREAKAGES: Readonly<Record<string, readonly [(path: string) => Promise<void>, RegExp]>> = {
  "a version that is missing": [(path) => rm(commitFile(path, 1)), /contiguous|gap/i],
  "no protocol": [without("protocol"), /protocol/i],
  "no metadata": [without("metaData"), /metadata/i],
  "a reader feature that nobody knows": [
    edited("protocol", {
      readerFeatures: ["timestampNtz", "unheardOf"],
      writerFeatures: ["timestampNtz", "unheardOf"],
    }),
    /unheardOf/,
  ],
  "TIMESTAMP_NTZ without its feature": [
    edited("protocol", {
      minReaderVersion: 1,
      minWriterVersion: 2,
      readerFeatures: undefined,
      writerFeatures: undefined,
    }),
    /timestampNtz/i,
  ],
  "a file without partition values": [edited("add", { partitionValues: undefined }), /partitionValues/],
  "a file without a size": [edited("add", { size: undefined }), /size/],
  "a commit that is cut off": [(path) => truncate(commitFile(path, 2), 250), /json|EOF/i],
  "a data file that is missing": [
    async (path) => rm(join(path, (await readSnapshot(path)).files[1]?.path ?? "")),
    /No such file|not exist/i,
  ],
  "a data file that is cut off": [
    async (path) => truncate(join(path, (await readSnapshot(path)).files[1]?.path ?? ""), 100),
    /parquet|footer|magic/i,
  ],
};

/** What chDB does not mind. */
const HARMLESS: Readonly<Record<string, (path: string) => Promise<void>>> = {
  "what a killed writer left": async (path) => {
    await writeFile(join(path, "zerobus-1-2-3.parquet"), "half a fi");
    await writeFile(join(path, "_delta_log", ".zerobus-1-2-3.tmp"), "half a comm");
  },
  "a _last_checkpoint of which nothing can be made": (path) =>
    writeFile(join(path, "_delta_log", "_last_checkpoint"), "{"),
};

const SCHEMA = struct({
  "!id": "long",
  at: "timestamp_ntz",
  tags: array("string"),
  prices: map("string", "double"),
});
const ROWS = [1n, 2n].map((id) => [{ id, at: id, tags: ["a"], prices: new Map([["b", 0.5]]) }]);

describe("chDB refuses a table with", () => {
  it.each(Object.entries(BREAKAGES))("%s", async (_, [breakTable, reason]) => {
    const path = await writeTable(SCHEMA, ROWS);
    await breakTable(path);
    await expect(query(`select * from ${deltaTable(path)}`)).rejects.toThrow(reason);
  });

  it("a checkpoint that is cut off", async () => {
    const path = await writeTable(
      struct({ id: "long" }),
      Array.from({ length: 12 }, (_, id) => [{ id: BigInt(id) }]),
    );
    const log = join(path, "_delta_log");
    const checkpoint = (await readdir(log)).find((name) => name.endsWith(".checkpoint.parquet")) ?? "";
    await truncate(join(log, checkpoint), 100);
    await expect(query(`select * from ${deltaTable(path)}`)).rejects.toThrow(/parquet|footer/i);
  });
});

describe("chDB reads a table with", () => {
  it.each(Object.entries(HARMLESS))("%s", async (_, touch) => {
    const path = await writeTable(SCHEMA, ROWS);
    await touch(path);
    expect((await query(`select id from ${deltaTable(path)} order by id`)).rows).toEqual([[1n], [2n]]);
  });
});

function without(action: string): (path: string) => Promise<void> {
  return (path) => rewriteCommit(path, 0, (told) => (action in told ? undefined : told));
}

/** With other members in an action of one kind; those that are `undefined` go. */
function edited(name: string, members: ActionJson[string]): (path: string) => Promise<void> {
  const version = name === "add" ? 2 : 0;
  return (path) =>
    rewriteCommit(path, version, (action) => {
      const told = action[name];
      return told === undefined ? action : { [name]: { ...told, ...members } };
    });
}
