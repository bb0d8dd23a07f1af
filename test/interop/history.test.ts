import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Row } from "@zerobus-gen/local";
import { describe, expect, it } from "vitest";
import { DeltaTable } from "../../packages/local/src/delta/delta-table.js";
import { array, struct } from "../../packages/local/src/testing/schemas.js";
import { deltaTable, query } from "./clickhouse/chdb.js";
import type { Cell } from "./clickhouse/row-binary.js";
import { commitFile } from "./tables/rewrite-commit.js";
import { expectSameRows } from "./tables/same-rows.js";
import { writeTable } from "./tables/write-table.js";

const IDS = struct({ "!id": "long" });

describe("chDB reads a table", () => {
  it.each([9, 10, 11, 25, 120])("of %d commits", async (commits) => {
    const path = await writeTable(IDS, idBatches(1, commits));
    expect(await idsIn(path)).toEqual(ids(commits));
    expect(await checkpointsOf(path)).toHaveLength(Math.min(2, Math.floor(commits / 10)));
  });

  it.each([10, 25, 120])("of %d commits when those are gone that its checkpoint covers", async (commits) => {
    const path = await writeTable(IDS, idBatches(1, commits));
    const version = await forgetCommits(path);
    expect(version).toBeGreaterThanOrEqual(commits - 9);
    expect(await idsIn(path)).toEqual(ids(commits));
    await using table = await DeltaTable.open(path);
    await table.append([{ id: BigInt(commits + 1) }]);
    expect(await idsIn(path)).toEqual(ids(commits + 1));
  });

  it("as it was at every version", async () => {
    const path = await writeTable(IDS, idBatches(1, 13));
    for (let version = 0; version <= 13; version++) {
      expect(await idsIn(path, `settings delta_lake_snapshot_version = ${version}`)).toEqual(ids(version));
    }
  });

  it.each([false, true])(
    "with columns that it did not begin with, out of a checkpoint: %s",
    async (isForgotten) => {
      const path = await writeTable(IDS, idBatches(1, 4));
      const wider = struct({
        "!id": "long",
        tags: array("string"),
        within: struct({ at: "timestamp", to: "double" }),
      });
      await using table = await DeltaTable.open(path);
      await table.alter({ schema: wider, configuration: {}, keepsRows: true });
      for (const [row] of idBatches(5, 12)) {
        await table.append([{ ...row, id: row?.id ?? 0n, tags: ["a", null], within: { at: 1n, to: 0.5 } }]);
      }
      await table.close();
      if (isForgotten) await forgetCommits(path);
      expect(await expectSameRows(path)).toBe(16);
    },
  );

  it.each([false, true])("that was replaced by another, out of a checkpoint: %s", async (isForgotten) => {
    const path = await writeTable(IDS, idBatches(1, 8));
    await using table = await DeltaTable.open(path);
    await table.alter({ schema: struct({ "!id": "string" }), configuration: {}, keepsRows: false });
    for (let id = 0; id < 5; id++) await table.append([{ id: `order ${id}` }]);
    await table.close();
    if (isForgotten) await forgetCommits(path);
    expect(await expectSameRows(path)).toBe(5);
  });

  it.each([false, true])(
    "that came to need the feature timestampNtz, out of a checkpoint: %s",
    async (isForgotten) => {
      const path = await writeTable(IDS, idBatches(1, 8));
      await using table = await DeltaTable.open(path);
      const schema = struct({ "!id": "long", at: "timestamp_ntz" });
      await table.alter({ schema, configuration: {}, keepsRows: true });
      for (let id = 9n; id < 12n; id++) await table.append([{ id, at: id * 1_000_001n }]);
      await table.close();
      if (isForgotten) await forgetCommits(path);
      expect(await expectSameRows(path)).toBe(11);
    },
  );

  it("with comments and table properties", async () => {
    const metadata = { comment: 'naïve "列"\n', "delta.columnMapping.none": { nested: [1, null] } };
    const fields = [{ name: "id", type: "long", nullable: false, metadata }] as const;
    const path = await writeTable({ type: "struct", fields }, idBatches(1, 3), {
      "our.own": 'a "b" \\ \u2028',
    });
    expect(await idsIn(path)).toEqual(ids(3));
  });

  it("without any rows", async () => {
    const path = await writeTable(IDS, []);
    expect(await idsIn(path)).toEqual([]);
  });
});

function idBatches(first: number, count: number): readonly (readonly Row[])[] {
  return Array.from({ length: count }, (_, index) => [{ id: BigInt(first + index) }]);
}

function ids(count: number): readonly Cell[] {
  return Array.from({ length: count }, (_, index) => BigInt(index + 1));
}

async function idsIn(path: string, settings = ""): Promise<readonly Cell[]> {
  const { rows } = await query(`select id from ${deltaTable(path)} order by id ${settings}`);
  return rows.map(([id = null]) => id);
}

async function checkpointsOf(path: string): Promise<readonly number[]> {
  const names = await readdir(join(path, "_delta_log"));
  return names
    .filter((name) => name.endsWith(".checkpoint.parquet"))
    .map((name) => Number.parseInt(name, 10));
}

/** Removes the commits that the newest checkpoint covers, as clean-up does, and answers with its version. */
async function forgetCommits(path: string): Promise<number> {
  const version = Math.max(...(await checkpointsOf(path)));
  for (let covered = 0; covered <= version; covered++) await rm(commitFile(path, covered));
  return version;
}
