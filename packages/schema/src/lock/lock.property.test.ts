import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnPath, elementPath, entryPath } from "../table/column-path.js";
import { formatTableName } from "../table/table-name.js";
import type { ColumnType, Field, TableFacts, TableSchema } from "../table/table-schema.js";
import { exactPath, parentPath } from "./exact-path.js";
import { formatLock } from "./format-lock.js";
import type { LockedTable } from "./lock.js";
import { lockLines } from "./lock-lines.js";
import { lockTable } from "./lock-table.js";
import { parseLock } from "./parse-lock.js";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom(
    "__proto__",
    'a"."b',
    "a.b",
    "*/`$",
    "\u202e\u2028\n<<<<<<< ",
    "\ud800",
    "\u{e0041}",
    "x".repeat(99),
  ),
);
const plain = { requiredKeys: [] } satisfies fc.RecordConstraints;
const facts: fc.Arbitrary<TableFacts | undefined> = fc.option(
  fc.record<TableFacts>(
    {
      id: text,
      kind: text,
      format: fc.constantFrom("DELTA", "ICEBERG"),
      checks: fc.array(text, { maxLength: 2 }),
      primaryKey: fc.array(text, { maxLength: 2 }),
      partitionedBy: fc.array(text, { maxLength: 2 }),
      hasRowFilter: fc.constant(true),
      hasCatalogCommits: fc.constant(true),
    },
    plain,
  ),
  { nil: undefined },
);

const flat: fc.Arbitrary<ColumnType> = fc.oneof(
  fc
    .constantFrom("boolean", "tinyint", "smallint", "int", "bigint", "float", "double", "binary", "date")
    .map((kind): ColumnType => ({ kind })),
  fc.constantFrom("timestamp", "timestamp_ntz", "variant", "string").map((kind): ColumnType => ({ kind })),
  text
    .filter((collation) => collation !== "")
    .map((collation): ColumnType => ({ kind: "string", collation })),
  fc
    .constantFrom("char", "varchar")
    .chain((kind) =>
      fc
        .constantFrom(0, 1, 20, 1e21, Number.POSITIVE_INFINITY)
        .map((length): ColumnType => ({ kind, length })),
    ),
  fc
    .tuple(fc.nat(99), fc.integer({ min: -9, max: 99 }))
    .map(([precision, scale]): ColumnType => ({ kind: "decimal", precision, scale })),
  text.map((sql): ColumnType => ({ kind: "unsupported", sql })),
);

const type: fc.Memo<ColumnType> = fc.memo((depth) => {
  if (depth <= 1) return flat;
  const inner = type(depth - 1);
  return fc.oneof(
    { weight: 2, arbitrary: flat },
    fieldsOf(inner).map((fields): ColumnType => ({ kind: "struct", fields })),
    fc
      .tuple(inner, fc.boolean())
      .map(([element, elementNullable]): ColumnType => ({ kind: "array", element, elementNullable })),
    fc
      .tuple(inner, inner, fc.boolean())
      .map(([key, value, valueNullable]): ColumnType => ({ kind: "map", key, value, valueNullable })),
  );
});

/** Few names, so that they come back; any number, taken ones too. */
function fieldsOf(inner: fc.Arbitrary<ColumnType>): fc.Arbitrary<readonly Field[]> {
  return fc.array(
    fc.record<Field>(
      {
        name: fc.oneof({ weight: 6, arbitrary: fc.constantFrom("a", "b", "c", "D", "d", "a.b") }, text),
        number: fc.oneof(
          fc.integer({ min: 0, max: 9 }),
          fc.constantFrom(18_999, 19_000, 19_999, 2 ** 29 - 1, 2 ** 29),
        ),
        type: inner,
        nullable: fc.boolean(),
        comment: text,
        computed: fc.constantFrom("default", "generated", "identity"),
        isMasked: fc.constant(true),
        mappingId: fc.nat(),
      },
      { requiredKeys: ["name", "number", "type", "nullable"] },
    ),
    { maxLength: 5 },
  );
}

function tableOf(knownFacts: fc.Arbitrary<TableFacts | undefined>): fc.Arbitrary<TableSchema> {
  return fc
    .record({
      catalog: text,
      schema: text,
      table: text,
      columns: fieldsOf(type(3)),
      known: knownFacts,
      comment: fc.option(text),
    })
    .map(({ catalog, schema, table, columns, known, comment }) => ({
      name: { catalog, schema, table },
      columns,
      ...(known !== undefined && { facts: known }),
      ...(comment !== null && { comment }),
    }));
}

const catalogTable = tableOf(facts.map((known) => known ?? {}));
const history = fc.array(catalogTable, { minLength: 1, maxLength: 6 });

const lockedTables: fc.Arbitrary<readonly LockedTable[]> = fc.uniqueArray(
  history
    .map((reads) => reads.reduce<LockedTable | undefined>(lockTable, undefined))
    .map((table) => {
      if (table === undefined) throw new Error("a history has at least one table");
      return table;
    }),
  { maxLength: 4, selector: ({ schema }) => formatTableName(schema.name).toLowerCase() },
);

/** Every field below each parent: its number, and where its own fields are. */
function numbersOf(
  fields: readonly Field[],
  parent = "",
): readonly (readonly [parent: string, name: string, number: number])[] {
  return fields.flatMap(({ name, number, type: inner }) => [
    [parent, name, number] as const,
    ...numbersOfType(inner, exactPath(parent, name)),
  ]);
}

function numbersOfType(inner: ColumnType, path: string): ReturnType<typeof numbersOf> {
  if (inner.kind === "struct") return numbersOf(inner.fields, path);
  if (inner.kind === "array") return numbersOfType(inner.element, elementPath(path));
  if (inner.kind !== "map") return [];
  return [
    ...numbersOfType(inner.key, entryPath(path, "key")),
    ...numbersOfType(inner.value, entryPath(path, "value")),
  ];
}

describe("a lock", () => {
  it("is what its text says, whatever names, types and facts are in it", () => {
    fc.assert(
      fc.property(lockedTables, (tables) => {
        const written = formatLock({ tables });
        const parsed = parseLock(written);
        expect(parsed).toEqual({ lock: { tables: expect.anything() } });
        if (!("lock" in parsed)) return;
        const byName = (table: LockedTable): string => formatTableName(table.schema.name);
        expect(new Map(parsed.lock.tables.map((table) => [byName(table), table]))).toEqual(
          new Map(tables.map((table) => [byName(table), table])),
        );
        expect(formatLock(parsed.lock)).toBe(written);
        expect(written).not.toMatch(
          /[^\P{Cc}\n]|[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cs}\p{Zl}\p{Zp}]/u,
        );
      }),
      { numRuns: 300 },
    );
  });

  it("never gives the number of one column to another, nor one column another number, over all its time", () => {
    fc.assert(
      fc.property(history, (reads) => {
        const owners = new Map<string, string>();
        let locked: LockedTable | undefined;
        for (const read of reads) {
          locked = lockTable(locked, read);
          const current = numbersOf(locked.schema.columns);
          expect(new Set(current.map(([parent, , number]) => JSON.stringify([parent, number]))).size).toBe(
            current.length,
          );
          for (const [parent, name, number] of current) {
            const place = JSON.stringify([parent, number]);
            expect(owners.get(place) ?? name).toBe(name);
            owners.set(place, name);
          }
          expect(lockTable(locked, read)).toEqual(locked);
        }
        const alive = numbersOf(locked?.schema.columns ?? []).map(([parent, , number]) =>
          JSON.stringify([parent, number]),
        );
        const reserved = locked?.reserved.map(({ path, number }) =>
          JSON.stringify([parentPath(path), number]),
        );
        expect([...alive, ...(reserved ?? [])].sort()).toEqual([...owners.keys()].sort());
      }),
      { numRuns: 300 },
    );
  });

  it("says on which line each of its fields is", () => {
    fc.assert(
      fc.property(lockedTables, (tables) => {
        const written = formatLock({ tables });
        const lineOf = lockLines(written);
        const lines = written.split("\n");
        for (const { schema } of tables) {
          const fullName = formatTableName(schema.name);
          for (const { name } of schema.columns) {
            // Of two columns that problems spell alike, either will do.
            const line = lines[(lineOf(fullName, columnPath("", name)) ?? 0) - 1];
            expect(line).toMatch(/^ {8}\{ "name": /);
          }
        }
      }),
    );
  });
});
