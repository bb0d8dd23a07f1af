import { join } from "node:path";
import { readSnapshot, type ScalarType } from "@zerobus-gen/local";
import fc from "fast-check";
import { expect, it } from "vitest";
import { columnType } from "./duckdb/column-type.js";
import { query, quoted } from "./duckdb/duckdb.js";
import { COMPARABLE_COLUMNS, COMPARABLE_SCHEMA, comparableFiles } from "./tables/comparable.js";
import { writeTable } from "./tables/write-table.js";

it("DuckDB finds no value outside of the bounds of a file, and as many nulls as its statistics say", async () => {
  await fc.assert(
    fc.asyncProperty(comparableFiles(), async (files) => {
      const table = await writeTable(COMPARABLE_SCHEMA, files);
      for (const file of (await readSnapshot(table)).files) {
        const stats = parseExactly(file.stats ?? "");
        const [found = {}] = await query(
          `select ${COMPARABLE_COLUMNS.map((column) => outliersOf(column, stats)).join(", ")}, count(*) as "rows"
           from read_parquet(${quoted(join(table, file.path))})`,
        );
        const { rows, ...outliers } = found;
        expect(String(rows)).toBe(stats.numRecords);
        expect(outliers).toEqual(
          Object.fromEntries(
            COMPARABLE_COLUMNS.map(({ path }) => [
              path,
              { nulls: BigInt(textAt(stats.nullCount, path) ?? -1), below: 0n, above: 0n },
            ]),
          ),
        );
      }
    }),
    { numRuns: 20 },
  );
});

/** The numbers of a JSON text, at any depth, are their own text: what JSON.parse makes of them would be rounded. */
type Texts = { readonly [name: string]: string | Texts };

interface Stats {
  readonly numRecords: string;
  readonly nullCount: Texts;
  readonly minValues?: Texts;
  readonly maxValues?: Texts;
}

function parseExactly(stats: string): Stats {
  return JSON.parse(stats.replaceAll(/(?<=[^\\]":)-?\d[\d.eE+-]*(?=[,}])/g, '"$&"'));
}

/** How many values a file has that are NULL, below the least and above the greatest. */
function outliersOf({ path, type }: { path: string; type: ScalarType }, stats: Stats): string {
  const bound = (texts: Texts | undefined, beyond: string): string => {
    const text = textAt(texts, path);
    return text === undefined
      ? "0::bigint"
      : `count(*) filter (${path} ${beyond} ${quoted(text)}::${columnType(type)})`;
  };
  const below = bound(stats.minValues, "<");
  const above = bound(stats.maxValues, ">");
  return `{'nulls': count(*) - count(${path}), 'below': ${below}, 'above': ${above}} as "${path}"`;
}

function textAt(texts: Texts | undefined, path: string): string | undefined {
  let at: string | Texts | undefined = texts;
  for (const name of path.split(".")) at = typeof at === "object" ? at[name] : undefined;
  return typeof at === "string" ? at : undefined;
}
