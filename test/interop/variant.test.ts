import type { Row, Value } from "@zerobus-gen/local";
import fc from "fast-check";
import { expect, it } from "vitest";
import { scalarOf } from "../../packages/local/src/testing/arbitrary-table.js";
import { array, struct } from "../../packages/local/src/testing/schemas.js";
import { Variant } from "../../packages/local/src/variant/variant.js";
import { liveFiles, query } from "./duckdb/duckdb.js";
import { writeTable } from "./tables/write-table.js";

/** DuckDB's function of the bytes of a VARIANT, and back again: decoded by it, and encoded by it. */
const recoded = (group: string): string =>
  `variant_to_parquet_variant(variant_bytes_to_variant(${group}.metadata || ${group}.value))`;

it("DuckDB decodes the VARIANTs of a file, and what it encodes is the same to us", async () => {
  const values = fc.array(scalarOf("variant"), { minLength: 1, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(values, async (variants) => {
      const rows = variants.map((v, index) => ({
        row: BigInt(index),
        v,
        list: [v, ...variants.slice(0, 2)],
      }));
      const path = await writeTable(struct({ "!row": "long", "!v": "variant", list: array("variant") }), [
        rows,
      ]);
      const found = await query(
        `select "row", ${recoded("v")} as v, [${recoded("x")} for x in list] as list
         from ${await liveFiles(path)} order by "row"`,
      );
      expect(found.map(readAgain)).toEqual(
        rows.map(({ row, v, list }) => ({ row, v: jsonOf(v), list: list.map(jsonOf) })),
      );
    }),
    { numRuns: 40 },
  );
});

function readAgain({ row, v, list }: Row): unknown {
  return {
    row,
    v: jsonOf(fromGroup(v)),
    list: Array.isArray(list) ? list.map((x) => jsonOf(fromGroup(x))) : list,
  };
}

function fromGroup(group: Value | undefined): Value {
  const { metadata, value } = group as Row;
  if (!(metadata instanceof Uint8Array && value instanceof Uint8Array)) return null;
  return new Variant(metadata, value);
}

function jsonOf(value: Value): unknown {
  return value instanceof Variant ? value.json : value;
}
