import type { ColumnType, Field } from "@zerobus-gen/schema";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Alteration, Position } from "./alteration.js";
import { compareColumns } from "./compare-columns.js";

/** A table in memory that takes alterations as Delta does, and refuses what it would refuse. */
class Table {
  #columns: readonly Field[];

  constructor(columns: readonly Field[]) {
    this.#columns = columns;
  }

  get columns(): readonly Field[] {
    return this.#columns;
  }

  apply(alteration: Alteration): void {
    const [name = "", ...rest] = [...alteration.path].reverse();
    this.#columns = at(this.#columns, rest.reverse(), (fields) => altered(fields, name, alteration));
  }
}

function at(
  fields: readonly Field[],
  path: readonly string[],
  change: (fields: readonly Field[]) => readonly Field[],
): readonly Field[] {
  const [name, ...rest] = path;
  if (name === undefined) return change(fields);
  const field = only(fields, name);
  const type = withParts(field.type, at(partsOf(field.type), rest, change));
  return fields.map((other) => (other === field ? { ...field, type } : other));
}

/** What is in a type, as fields: of an ARRAY one called `element`, of a MAP `key` and `value`. */
function partsOf(type: ColumnType): readonly Field[] {
  const part = (name: string, inner: ColumnType): Field => ({ name, number: 0, type: inner, nullable: true });
  if (type.kind === "struct") return type.fields;
  if (type.kind === "array") return [part("element", type.element)];
  return type.kind === "map" ? [part("key", type.key), part("value", type.value)] : [];
}

function withParts(type: ColumnType, parts: readonly Field[]): ColumnType {
  if (type.kind === "struct") return { ...type, fields: parts };
  if (type.kind === "array") return { ...type, element: only(parts, "element").type };
  if (type.kind !== "map") return type;
  return { ...type, key: only(parts, "key").type, value: only(parts, "value").type };
}

function only(fields: readonly Field[], name: string): Field {
  const [field, ...more] = fields.filter((other) => other.name === name);
  if (field === undefined || more.length > 0)
    throw new Error(`${name} is there ${more.length} times too often`);
  return field;
}

function altered(fields: readonly Field[], name: string, alteration: Alteration): readonly Field[] {
  if (alteration.kind === "add") {
    if (fields.some((other) => other.name.toLowerCase() === name.toLowerCase()))
      throw new Error(`${name} twice`);
    if (JSON.stringify(alteration.field).includes('"nullable":false')) throw new Error("old rows have NULL");
    return placed(fields, alteration.field, alteration.position);
  }
  const field = only(fields, name);
  const others = fields.filter((other) => other !== field);
  const replaced = (rest: Partial<Field>): readonly Field[] =>
    fields.map((other) => (other === field ? { ...field, ...rest } : other));
  switch (alteration.kind) {
    case "drop":
      return others;
    case "rename":
      if (others.some((other) => other.name.toLowerCase() === alteration.to.toLowerCase())) {
        throw new Error(`${alteration.to} twice`);
      }
      return replaced({ name: alteration.to });
    case "type":
      return replaced({ type: alteration.to });
    case "relax":
      return replaced({ nullable: true });
    case "require":
      return replaced({ nullable: false });
    case "comment": {
      const { comment: _, ...bare } = field;
      const commented = alteration.comment === undefined ? bare : { ...bare, comment: alteration.comment };
      return fields.map((other) => (other === field ? commented : other));
    }
    case "move":
      return placed(others, field, alteration.position);
  }
  return fields;
}

function placed(fields: readonly Field[], field: Field, position: Position | undefined): readonly Field[] {
  if (position === undefined) return [...fields, field];
  const index = position === "first" ? 0 : fields.indexOf(only(fields, position.after)) + 1;
  return fields.toSpliced(index, 0, field);
}

/** What the alterations answer for: not numbers, ids, nor what SQL has no words for. */
function essence(fields: readonly Field[], isRepeated = false): unknown {
  return fields.map(({ name, type, nullable, comment }) => ({
    name,
    comment,
    nullable: isRepeated || nullable,
    type: essenceOf(type, isRepeated),
  }));
}

function essenceOf(type: ColumnType, isRepeated: boolean): unknown {
  if (type.kind === "struct") return { struct: essence(type.fields, isRepeated) };
  if (type.kind === "array") return { array: essenceOf(type.element, true) };
  if (type.kind === "map") return { map: [type.key, essenceOf(type.value, true)] };
  return type;
}

const scalar = fc.constantFrom<ColumnType>(
  { kind: "string" },
  { kind: "varchar", length: 5 },
  { kind: "tinyint" },
  { kind: "int" },
  { kind: "bigint" },
  { kind: "decimal", precision: 20, scale: 2 },
  { kind: "decimal", precision: 30, scale: 4 },
);

const type: fc.Memo<ColumnType> = fc.memo((depth) => {
  if (depth <= 1) return scalar;
  const struct = fields(type(depth - 1)).map((members): ColumnType => ({ kind: "struct", fields: members }));
  const array = fc
    .oneof(scalar, struct)
    .map((element): ColumnType => ({ kind: "array", element, elementNullable: true }));
  const map = fc
    .oneof(scalar, struct)
    .map((value): ColumnType => ({ kind: "map", key: { kind: "string" }, value, valueNullable: true }));
  return fc.oneof({ weight: 2, arbitrary: scalar }, struct, array, map);
});

/** Few names, some of which differ in case only, and few ids, so that two tables have much in common. */
function fields(of: fc.Arbitrary<ColumnType>): fc.Arbitrary<readonly Field[]> {
  const field = fc.record(
    {
      name: fc.constantFrom("a", "A", "b", "B", "c", "d", "e", "f"),
      mappingId: fc.integer({ min: 1, max: 6 }),
      type: of,
      nullable: fc.boolean(),
      comment: fc.constantFrom("one", "two"),
      number: fc.constant(1),
    },
    { requiredKeys: ["name", "type", "nullable", "number", "mappingId"] },
  );
  return fc
    .uniqueArray(field, { minLength: 1, maxLength: 6, selector: ({ name }) => name.toLowerCase() })
    .filter((members) => new Set(members.map(({ mappingId }) => mappingId)).size === members.length);
}

test("the alterations take any table to any other, in an order that Delta takes, but for what is by hand", () => {
  let complete = 0;
  fc.assert(
    fc.property(fields(type(3)), fields(type(3)), fc.boolean(), (before, after, isSameTable) => {
      const alterations = compareColumns(before, after, isSameTable);
      const table = new Table(before);
      for (const alteration of alterations) table.apply(alteration);
      if (alterations.some(({ phase }) => phase === "by-hand")) return;
      complete += 1;
      expect(essence(table.columns)).toEqual(essence(after));
    }),
    { numRuns: 600 },
  );
  expect(complete).toBeGreaterThan(30);
});

test("a table needs nothing to become itself", () => {
  fc.assert(
    fc.property(fields(type(3)), (columns) => {
      expect(compareColumns(columns, columns, true)).toEqual([]);
    }),
  );
});

test("producers of both sides find their columns: nothing they need is added late, or gone early", () => {
  fc.assert(
    fc.property(fields(scalar), fields(scalar), (before, after) => {
      const alterations = compareColumns(before, after, false);
      const table = new Table(before);
      for (const alteration of alterations.filter(({ phase }) => phase === "before")) table.apply(alteration);
      const has = ({ name }: Field): boolean =>
        table.columns.some((column) => column.name.toLowerCase() === name.toLowerCase());
      expect(before.every(has) && after.every(has)).toBe(true);
      const known = new Set([...before, ...after].map(({ name }) => name));
      const required = table.columns.filter(({ nullable }) => !nullable).map(({ name }) => name);
      for (const name of required) {
        // Required only where both sides write it: case-only renames happen while nobody writes.
        expect(known).toContain(name);
        expect(before.map((field) => field.name.toLowerCase())).toContain(name.toLowerCase());
        expect(after.map((field) => field.name.toLowerCase())).toContain(name.toLowerCase());
      }
    }),
  );
});
