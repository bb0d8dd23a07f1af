import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnPath } from "../table/column-path.js";
import type {
  BoundedStringType,
  ColumnType,
  DecimalType,
  Field,
  ScalarKind,
  TableSchema,
} from "../table/table-schema.js";
import { type EditedLevel, levelsOf, withLevel } from "../testing/edit-table.js";
import { hostileTables, writableTables } from "../testing/random-table.js";
import { compareTables } from "./compare-tables.js";
import type { RuleId } from "./rules.js";

const RUNS = { numRuns: 200 };

/** One edit of a table: the new fields of a level, and the rule that tells it, at its path. */
interface Edit {
  /** Fields before, where they are not those of the level. */
  readonly before?: readonly Field[];
  readonly fields: readonly Field[];
  readonly rule: RuleId;
  readonly path: string | undefined;
}

/** Makes the edit at the field with this index, or says that it cannot be made there. */
type Editing = (level: EditedLevel, at: number) => Edit | undefined;

const NEW: Field = { name: "added_one", number: 900, type: { kind: "string" }, nullable: true };

function replacing(rule: RuleId, change: (field: Field) => Field | undefined): Editing {
  return ({ path, fields }, at) => {
    const field = fields[at];
    const changed = field && change(field);
    if (!field || !changed) return undefined;
    return { fields: fields.with(at, changed), rule, path: columnPath(path, field.name) };
  };
}

function adding(rule: RuleId, added: Field): Editing {
  return ({ path, fields }, at) => ({
    fields: fields.toSpliced(at, 0, added),
    rule,
    path: columnPath(path, added.name),
  });
}

/** Gives the field the one type before, the other after. */
function retyping(rule: RuleId, from: ColumnType, to: ColumnType): Editing {
  return ({ path, fields }, at) => {
    const field = fields[at];
    if (!field) return undefined;
    const with_ = (type: ColumnType): readonly Field[] => fields.with(at, { ...field, type });
    return { before: with_(from), fields: with_(to), rule, path: columnPath(path, field.name) };
  };
}

function kind(name: ScalarKind): ColumnType {
  return { kind: name };
}

const STRING: ColumnType = { kind: "string" };
const DECIMAL: DecimalType = { kind: "decimal", precision: 10, scale: 2 };
const VARCHAR: BoundedStringType = { kind: "varchar", length: 10 };

const EDITS: Readonly<Record<string, Editing>> = {
  "a nullable column": adding("column-added", NEW),
  "a NOT NULL column": adding("required-column-added", { ...NEW, nullable: false }),
  "a NOT NULL column with a default": adding("required-column-added", {
    ...NEW,
    nullable: false,
    computed: "default",
  }),
  "an unsupported column": adding("unsupported-column-added", {
    ...NEW,
    type: { kind: "unsupported", sql: "interval day" },
  }),
  "an unsupported NOT NULL column": adding("required-column-added", {
    ...NEW,
    nullable: false,
    type: { kind: "unsupported", sql: "interval day" },
  }),
  "a name outside ASCII": adding("table-unsupported", { ...NEW, name: "é" }),
  "a dropped column": ({ path, fields }, at) => {
    const field = fields[at];
    if (!field || fields.length === 1) return undefined;
    return { fields: fields.toSpliced(at, 1), rule: "column-removed", path: columnPath(path, field.name) };
  },
  "a rename": replacing("column-renamed", (field) => ({ ...field, name: "renamed_one" })),
  "another case": replacing("column-case-changed", (field) => ({ ...field, name: field.name.toUpperCase() })),
  "NOT NULL": replacing("column-required", (field) =>
    field.nullable ? { ...field, nullable: false } : undefined,
  ),
  "no NOT NULL": replacing("column-relaxed", (field) =>
    field.nullable ? undefined : { ...field, nullable: true },
  ),
  "another place": ({ path, fields }, at) => {
    const field = fields[at];
    if (!field || at === 0) return undefined;
    return {
      fields: [field, ...fields.toSpliced(at, 1)],
      rule: "column-reordered",
      path: path === "" ? undefined : path,
    };
  },
  "a mask": replacing("policy-added", (field) => ({ ...field, isMasked: true })),
  "a default": replacing("computed-column", (field) => ({ ...field, computed: "default" })),
  "INT → BIGINT": retyping("type-changed", kind("int"), kind("bigint")),
  "FLOAT → DOUBLE": retyping("type-changed", kind("float"), kind("double")),
  "INT → DECIMAL": retyping("type-changed", kind("int"), DECIMAL),
  "DATE → TIMESTAMP_NTZ": retyping("type-changed", kind("date"), kind("timestamp_ntz")),
  "STRING → VARIANT": retyping("type-changed", STRING, kind("variant")),
  "TINYINT → INT": retyping("type-widened", kind("tinyint"), kind("int")),
  "INT → SMALLINT": retyping("type-narrowed", kind("int"), kind("smallint")),
  "a wider DECIMAL": retyping("type-widened", DECIMAL, { ...DECIMAL, precision: 11 }),
  "a narrower DECIMAL": retyping("type-narrowed", DECIMAL, { ...DECIMAL, precision: 9 }),
  "a longer VARCHAR": retyping("type-widened", VARCHAR, { ...VARCHAR, length: 11 }),
  "a shorter VARCHAR": retyping("type-narrowed", VARCHAR, { ...VARCHAR, length: 9 }),
  "VARCHAR → STRING": retyping("type-widened", VARCHAR, STRING),
  "STRING → VARCHAR": retyping("type-narrowed", STRING, VARCHAR),
  "TIMESTAMP → BIGINT": retyping("type-meaning-changed", kind("timestamp"), kind("bigint")),
  "TIMESTAMP → TIMESTAMP_NTZ": retyping("type-meaning-changed", kind("timestamp"), kind("timestamp_ntz")),
  "DATE → INT": retyping("type-meaning-changed", kind("date"), kind("int")),
  "DECIMAL → STRING": retyping("type-meaning-changed", DECIMAL, STRING),
  "a collation": retyping("collation-changed", STRING, { kind: "string", collation: "UNICODE_CI" }),
};

describe("comparing", () => {
  test("finds nothing between a table and itself, hostile or not", () => {
    fc.assert(
      fc.property(fc.oneof(writableTables, hostileTables), (table) => {
        expect(compareTables(table, structuredClone(table))).toEqual([]);
      }),
      RUNS,
    );
  });

  test.each(Object.entries(EDITS))("tells %s by exactly its rule at its path", (_what, edit) => {
    let made = 0;
    fc.assert(
      fc.property(writableTables, fc.nat(), fc.nat(), (table, levelSeed, fieldSeed) => {
        const levels = levelsOf(table);
        const level = levels[levelSeed % levels.length];
        const edited = level && edit(level, fieldSeed % level.fields.length);
        if (!level || !edited) return;
        made += 1;
        const before = withLevel(table, level.path, edited.before ?? level.fields);
        const after = withLevel(table, level.path, edited.fields);
        const found = compareTables(before, after).map(({ rule, path }) => ({ rule, path }));
        expect(found).toEqual([{ rule: edited.rule, path: edited.path }]);
      }),
      RUNS,
    );
    expect(made).toBeGreaterThan(0);
  });

  test("tells what was added as dropped the other way round", () => {
    fc.assert(
      fc.property(writableTables, writableTables, (one, other) => {
        const [to, from] = [compareTables(one, other), compareTables(other, one)];
        const added = to.filter(({ rule }) => rule === "column-added" || rule === "required-column-added");
        const removed = from.filter(({ rule }) => rule === "column-removed");
        const paths = (changes: typeof to): readonly (string | undefined)[] =>
          changes.map(({ path }) => path).sort();
        expect(paths(removed)).toEqual(paths(added));
      }),
      RUNS,
    );
  });

  test("never throws on hostile tables, says each thing in one plain line, and always the same", () => {
    fc.assert(
      fc.property(hostileTables, hostileTables, fc.boolean(), (before, after, isSkipping) => {
        const settings = {
          unsupported: isSkipping ? "skip" : "error",
          omit: ["a"],
          rescueColumn: "b",
        } as const;
        const changes = compareTables(before, after, settings);
        expect(compareTables(structuredClone(before), structuredClone(after), settings)).toEqual(changes);
        for (const { table: _raw, ...shown } of changes) {
          for (const text of Object.values(shown)) expect(text).toMatch(/^[ -~…→]+$/);
        }
      }),
      RUNS,
    );
  });
});

describe("a table that is too large", () => {
  const INT: ColumnType = { kind: "int" };

  function wide(count: number, prefix: string): TableSchema {
    const columns = Array.from({ length: count }, (_, at) => ({
      name: `${prefix}${at}`,
      number: at + 1,
      type: INT,
      nullable: true,
    }));
    return { name: { catalog: "main", schema: "shop", table: "orders" }, columns };
  }

  test("is compared column by column, also where all 2000 are other ones", () => {
    expect(compareTables(wide(2000, "a"), wide(2000, "b"))).toHaveLength(2000);
    const reversed = { ...wide(2000, "a"), columns: wide(2000, "a").columns.toReversed() };
    expect(compareTables(wide(2000, "a"), reversed)).toHaveLength(1);
  });

  test("is compared where all names are one, and all numbers", () => {
    const one = wide(2000, "a");
    const same = { ...one, columns: one.columns.map((column) => ({ ...column, name: "a", number: 1 })) };
    expect(compareTables(same, same)).toEqual([]);
    expect(compareTables(one, same).length).toBeGreaterThan(2000);
  });

  test("is compared as far as protobuf could nest", () => {
    let type: ColumnType = INT;
    for (let depth = 0; depth < 20_000; depth++)
      type = { kind: "array", element: type, elementNullable: true };
    const deep = { ...wide(1, "a"), columns: [{ name: "a0", number: 1, type, nullable: true }] };
    expect(compareTables(deep, deep)).toEqual([]);
    expect(compareTables(wide(1, "a"), deep)).toHaveLength(1);
  });

  test("is compared within bounds where one part stands in many places", () => {
    let type: ColumnType = INT;
    for (let depth = 0; depth < 60; depth++) {
      const field: Field = { name: "x", number: 1, type, nullable: true };
      type = { kind: "struct", fields: [field, { ...field, name: "y", number: 2 }] };
    }
    const bomb = { ...wide(1, "a"), columns: [{ name: "a0", number: 1, type, nullable: true }] };
    expect(compareTables(bomb, bomb)).toEqual([]);
    expect(compareTables(wide(1, "a"), bomb).map(({ rule }) => rule)).toEqual([
      "table-unsupported",
      "type-changed",
    ]);
  });
});
