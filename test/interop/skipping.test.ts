import type { Row, Value } from "@zerobus-gen/local";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deltaTable, query, queryValue } from "./clickhouse/chdb.js";
import { comparisonsOf, joined, literalOf } from "./clickhouse/predicate.js";
import type { Cell } from "./clickhouse/row-binary.js";
import { COMPARABLE_COLUMNS, COMPARABLE_SCHEMA, comparableFiles } from "./tables/comparable.js";
import { rewriteCommit } from "./tables/rewrite-commit.js";
import { writeTable } from "./tables/write-table.js";

/** What chDB skips files by: not floats, timestamps and decimals, which DuckDB checks the bounds of instead. */
const SKIPPED_BY = ["c_byte", "c_integer", "c_long", "c_string", "c_date"].flatMap((name) => [
  name,
  `within.${name}`,
]);

describe("chDB, which skips files by their statistics", () => {
  it("finds every row that a predicate is true of", async () => {
    const columns = COMPARABLE_COLUMNS.filter(({ path }) => SKIPPED_BY.includes(path));
    const comparisons = columns.map(comparisonsOf);
    await fc.assert(
      fc.asyncProperty(comparableFiles(), joined(comparisons.flat()), async (files, pairs) => {
        const table = deltaTable(await writeTable(COMPARABLE_SCHEMA, files));
        await query("drop table if exists copied");
        await query(`create table copied engine = Memory as select * from ${table}`);
        for (const wheres of [...comparisons, pairs]) {
          expect(await countWithSkipping(table, wheres)).toEqual(
            await countWithoutSkipping("copied", wheres),
          );
        }
      }),
      { numRuns: 2 },
    );
  });

  it.each(SKIPPED_BY)(
    "loses rows when the greatest %s is told wrong, so that it would tell",
    async (path) => {
      const { type, values } = COMPARABLE_COLUMNS.find((column) => column.path === path) ?? expect.fail();
      const [least = null, greatest = null] = [values[0], values.at(-1)];
      const table = await writeTable(COMPARABLE_SCHEMA, [[rowWith(path, least), rowWith(path, greatest)]]);
      const count = `select count() from ${deltaTable(table)} where ${path} = ${literalOf(type, greatest)}`;
      expect(await queryValue(count)).toBe(1n);
      await rewriteCommit(table, 1, ({ add, ...others }) => {
        if (add === undefined) return others;
        const stats = JSON.parse(String(add.stats));
        return { add: { ...add, stats: JSON.stringify({ ...stats, maxValues: stats.minValues }) } };
      });
      expect(await queryValue(count)).toBe(0n);
    },
  );
});

function rowWith(path: string, value: Value): Row {
  const nulls = Object.fromEntries(COMPARABLE_SCHEMA.fields.map(({ name }) => [name, null]));
  const [name = "", member] = path.split(".");
  if (member === undefined) return { ...nulls, [name]: value };
  return { ...nulls, [name]: { ...nulls, [member]: value } };
}

type Counts = Readonly<Record<string, Cell | undefined>>;

async function countWithSkipping(table: string, wheres: readonly string[]): Promise<Counts> {
  const counts = wheres.map((where) => `(select count() from ${table} where ${where})`);
  const { rows } = await query(`select ${counts.join(", ")}`);
  return Object.fromEntries(wheres.map((where, index) => [where, rows[0]?.[index]]));
}

/** In one pass over all rows, of which nothing can be skipped. */
async function countWithoutSkipping(table: string, wheres: readonly string[]): Promise<Counts> {
  const { rows } = await query(
    `select ${wheres.map((where) => `countIf(${where})`).join(", ")} from ${table}`,
  );
  return Object.fromEntries(wheres.map((where, index) => [where, rows[0]?.[index]]));
}
