import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc, { type Arbitrary } from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decimalDigits, isDecimalType } from "../schema/decimal-type.js";
import type { Row, Value } from "../schema/row.js";
import type { DataType, ScalarType, StructType } from "../schema/struct-type.js";
import { DeltaTable } from "./delta-table.js";
import { fileStats } from "./file-stats.js";
import { compilePivot } from "./pivot.js";
import { readSnapshot, readTable } from "./read-table.js";

let root: string;
let tables = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "delta-property-"));
});
afterAll(() => rm(root, { recursive: true }));

test("any rows of any schema read back as they were written", async () => {
  await fc.assert(
    fc.asyncProperty(tableOf(dataType(3)), async ({ schema, batches }) => {
      const path = await written(schema, batches);
      const read = await readAll(path);
      expect(read).toEqual(batches.flat());
      const snapshot = await readSnapshot(path);
      expect(snapshot.schema).toEqual(schema);
      expect(snapshot.version).toBe(batches.length);
    }),
    { numRuns: 80 },
  );
});

test("the statistics of a file count its nulls and bound its values", () => {
  fc.assert(
    fc.property(tableOf(scalarType()), ({ schema, batches }) => {
      for (const rows of batches) {
        const stats = parseExactly(fileStats(schema, compilePivot(schema)(rows), rows.length));
        expect(stats.numRecords).toBe(String(rows.length));
        for (const { name, type } of schema.fields) {
          const values = rows.map((row) => row[name] ?? null);
          const present = values.filter((value) => value !== null);
          expect(own(stats.nullCount, name)).toBe(String(values.length - present.length));
          expectBounds(type as ScalarType, present, own(stats.minValues, name), own(stats.maxValues, name));
        }
      }
    }),
    { numRuns: 500 },
  );
});

async function written(schema: StructType, batches: readonly (readonly Row[])[]): Promise<string> {
  tables += 1;
  const path = join(root, String(tables));
  const table = await DeltaTable.create(path, schema);
  for (const rows of batches) await table.append(rows);
  return path;
}

async function readAll(path: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of readTable(path)) rows.push(row);
  return rows;
}

interface Stats {
  readonly numRecords: string;
  readonly nullCount: Readonly<Record<string, string>>;
  readonly minValues?: Readonly<Record<string, string>>;
  readonly maxValues?: Readonly<Record<string, string>>;
}

/** Numbers as their text: JSON.parse alone would round them. */
function parseExactly(text: string): Stats {
  return JSON.parse(text.replaceAll(/(?<=[^\\]":)-?\d[\d.eE+-]*(?=[,}])/g, '"$&"')) as Stats;
}

function own(texts: Readonly<Record<string, string>> | undefined, name: string): string | undefined {
  return texts !== undefined && Object.hasOwn(texts, name) ? texts[name] : undefined;
}

function expectBounds(type: ScalarType, values: readonly Value[], min?: string, max?: string): void {
  if (min !== undefined) {
    for (const value of values) expect(compare(type, readBound(type, min), value)).toBeLessThanOrEqual(0);
  }
  if (max !== undefined) {
    for (const value of values) expect(compare(type, readBound(type, max), value)).toBeGreaterThanOrEqual(0);
  }
  const isExact =
    type === "long" || type === "integer" || type === "short" || type === "byte" || isDecimalType(type);
  if (!isExact || values.length === 0) return;
  expect(values).toContain(readBound(type, min ?? "absent"));
  expect(values).toContain(readBound(type, max ?? "absent"));
}

function readBound(type: ScalarType, text: string): Value {
  if (isDecimalType(type)) {
    const [whole = "", fraction = ""] = text.split(".");
    expect(fraction).toHaveLength(decimalDigits(type).scale);
    return BigInt(whole + fraction);
  }
  switch (type) {
    case "long":
      return BigInt(text);
    case "string":
      expect([...text].length).toBeLessThanOrEqual(32);
      return text;
    case "date":
      return Date.parse(`${text}T00:00:00Z`) / 86_400_000;
    case "timestamp":
    case "timestamp_ntz":
      expect(text.endsWith("Z")).toBe(type === "timestamp");
      return BigInt(Date.parse(type === "timestamp" ? text : `${text}Z`)) * 1000n;
    default:
      return Number(text);
  }
}

function compare(type: ScalarType, bound: Value, value: Value): number {
  if (type === "string") return Buffer.compare(Buffer.from(String(bound)), Buffer.from(String(value)));
  if (Object.is(bound, -0) && value === 0) return -1;
  if (bound === 0 && Object.is(value, -0)) return 1;
  return Number((bound ?? 0) > (value ?? 0)) - Number((bound ?? 0) < (value ?? 0));
}

interface GeneratedTable {
  readonly schema: StructType;
  readonly batches: readonly (readonly Row[])[];
}

function tableOf(type: Arbitrary<DataType>): Arbitrary<GeneratedTable> {
  return structOf(type, 6).chain((schema) =>
    fc.record({
      schema: fc.constant(schema),
      batches: fc.array(fc.array(rowOf(schema), { minLength: 1, maxLength: 8 }), {
        minLength: 1,
        maxLength: 2,
      }),
    }),
  );
}

function dataType(depth: number): Arbitrary<DataType> {
  if (depth === 0) return scalarType();
  const inner = dataType(depth - 1);
  return fc.oneof(
    scalarType(),
    structOf(inner, 3),
    fc.record({ type: fc.constant("array" as const), elementType: inner, containsNull: fc.boolean() }),
    fc.record({
      type: fc.constant("map" as const),
      keyType: inner,
      valueType: inner,
      valueContainsNull: fc.boolean(),
    }),
  );
}

function structOf(type: Arbitrary<DataType>, maxLength: number): Arbitrary<StructType> {
  const name = fc.constantFrom(
    "id",
    "a",
    "a.b",
    "b c",
    "__proto__",
    "constructor",
    "list",
    "element",
    "key",
    "value",
    "größe",
    '"`',
  );
  const field = fc.record({ name, type, nullable: fc.boolean(), metadata: fc.constant({}) });
  return fc
    .uniqueArray(field, { selector: ({ name }) => name, minLength: 1, maxLength })
    .map((fields) => ({ type: "struct", fields }));
}

function scalarType(): Arbitrary<ScalarType> {
  const decimal = fc
    .tuple(fc.integer({ min: 1, max: 38 }), fc.nat(38))
    .map(([precision, scale]): ScalarType => `decimal(${precision},${Math.min(scale, precision)})`);
  return fc.oneof(
    {
      arbitrary: fc.constantFrom<ScalarType[]>(
        "boolean",
        "byte",
        "short",
        "integer",
        "long",
        "float",
        "double",
      ),
      weight: 7,
    },
    {
      arbitrary: fc.constantFrom<ScalarType[]>("string", "binary", "date", "timestamp", "timestamp_ntz"),
      weight: 5,
    },
    { arbitrary: decimal, weight: 4 },
  );
}

function rowOf(struct: StructType): Arbitrary<Row> {
  const members = struct.fields.map((field) => nullableOf(field.type, field.nullable));
  return fc
    .tuple(...members)
    .map((values) =>
      Object.fromEntries(struct.fields.map(({ name }, index) => [name, values[index] ?? null])),
    );
}

function nullableOf(type: DataType, nullable: boolean): Arbitrary<Value> {
  return nullable ? fc.option(presentOf(type), { nil: null, freq: 3 }) : presentOf(type);
}

function presentOf(type: DataType): Arbitrary<Value> {
  if (typeof type === "string") return scalarOf(type);
  switch (type.type) {
    case "struct":
      return rowOf(type);
    case "array":
      return fc.array(nullableOf(type.elementType, type.containsNull), { maxLength: 3 });
    case "map":
      return fc
        .array(
          fc.tuple(nullableOf(type.keyType, false), nullableOf(type.valueType, type.valueContainsNull)),
          {
            maxLength: 3,
          },
        )
        .map((entries) => new Map(entries));
  }
}

function scalarOf(type: ScalarType): Arbitrary<Value> {
  if (isDecimalType(type)) {
    const max = 10n ** BigInt(decimalDigits(type).precision) - 1n;
    return fc.bigInt({ min: -max, max });
  }
  switch (type) {
    case "boolean":
      return fc.boolean();
    case "byte":
      return fc.integer({ min: -128, max: 127 });
    case "short":
      return fc.integer({ min: -32_768, max: 32_767 });
    case "integer":
    case "date":
      return fc.oneof(fc.integer(), fc.integer({ min: -800_000, max: 3_000_000 }));
    case "long":
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case "timestamp":
    case "timestamp_ntz":
      return fc.oneof(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n }),
      );
    case "float":
      return fc.float();
    case "double":
      return fc.double();
    case "string":
      return fc.oneof(
        fc.string({ unit: "binary" }),
        fc.string({ unit: "binary", minLength: 30, maxLength: 70 }),
        fc.string({ maxLength: 2 }),
      );
    case "binary":
      return fc.uint8Array({ maxLength: 20 }).map((bytes) => new Uint8Array(bytes));
  }
}
