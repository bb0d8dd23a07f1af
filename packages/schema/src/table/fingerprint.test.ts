import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { canonicalColumns, fingerprint } from "./fingerprint.js";
import type { ColumnType, Field, TableSchema } from "./table-schema.js";

const id: Field = { name: "id", number: 1, type: { kind: "bigint" }, nullable: false };
const array: ColumnType = { kind: "array", element: { kind: "int" }, elementNullable: true };
const map: ColumnType = { kind: "map", key: { kind: "string" }, value: { kind: "int" }, valueNullable: true };
const base = table([id, { name: "x", number: 2, type: { kind: "struct", fields: [id] }, nullable: true }]);

function table(columns: readonly Field[]): TableSchema {
  return { name: { catalog: "main", schema: "shop", table: "orders" }, columns };
}

function x(type: ColumnType): TableSchema {
  return table([id, { name: "x", number: 2, type, nullable: true }]);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

describe("fingerprint", () => {
  test("hashes the canonical text", () => {
    expect(canonicalColumns(base)).toBe(
      '[[1,"id","bigint",false],[2,"x",["struct",[1,"id","bigint",false]],true]]',
    );
    expect(fingerprint(base, sha256)).toBe(sha256(canonicalColumns(base)));
  });

  test("does not see comments and the table's name", () => {
    const commented = table(base.columns.map((column) => ({ ...column, comment: "of no matter" })));
    const renamed = { ...commented, comment: "neither", name: { catalog: "a", schema: "b", table: "c" } };
    expect(canonicalColumns(renamed)).toBe(canonicalColumns(base));
  });

  test("does not see what changes nothing of what is written", () => {
    const collated = x({ kind: "string", collation: "UNICODE_CI" });
    expect(canonicalColumns(collated)).toBe(canonicalColumns(x({ kind: "string" })));
    const told = table(
      base.columns.map((column) => ({ ...column, computed: "default", isMasked: true, mappingId: 4 })),
    );
    const facts = { id: "x", kind: "VIEW", hasRowFilter: true } as const;
    expect(canonicalColumns({ ...told, facts })).toBe(canonicalColumns(base));
  });

  test("differs for every difference that matters", () => {
    const variants = [
      base,
      table([...base.columns].reverse()),
      table([{ ...id, nullable: true }]),
      table([{ ...id, number: 3 }]),
      table([{ ...id, name: "ID" }]),
      table([id]),
      x({ kind: "struct", fields: [{ ...id, nullable: true }] }),
      x({ kind: "struct", fields: [{ ...id, number: 2 }] }),
      x(array),
      x({ ...array, elementNullable: false }),
      x({ ...array, element: { kind: "bigint" } }),
      x(map),
      x({ ...map, valueNullable: false }),
      x({ ...map, key: { kind: "int" } }),
      x({ kind: "decimal", precision: 10, scale: 2 }),
      x({ kind: "decimal", precision: 10, scale: 3 }),
      x({ kind: "timestamp" }),
      x({ kind: "timestamp_ntz" }),
      x({ kind: "variant" }),
      x({ kind: "string" }),
      x({ kind: "char", length: 3 }),
      x({ kind: "varchar", length: 3 }),
      x({ kind: "varchar", length: 4 }),
      x({ kind: "unsupported", sql: "void" }),
      x({ kind: "unsupported", sql: "variant" }),
      x({ kind: "unsupported", sql: '"],["void' }),
    ];
    expect(new Set(variants.map(canonicalColumns)).size).toBe(variants.length);
  });
});
