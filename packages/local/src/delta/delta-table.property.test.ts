import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decimalDigits, isDecimalType } from "../schema/decimal-type.js";
import type { Row, Value } from "../schema/row.js";
import type { ScalarType, StructType } from "../schema/struct-type.js";
import { isTextType } from "../schema/text-type.js";
import { dataType, scalarType, tableOf } from "../testing/arbitrary-table.js";
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
    for (const value of values) expect(compare(readBound(type, min), value)).toBeLessThanOrEqual(0);
  }
  if (max !== undefined) {
    for (const value of values) expect(compare(readBound(type, max), value)).toBeGreaterThanOrEqual(0);
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
  switch (isTextType(type) ? "string" : type) {
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

function compare(bound: Value, value: Value): number {
  if (typeof bound === "string" && typeof value === "string")
    return Buffer.compare(Buffer.from(String(bound)), Buffer.from(String(value)));
  if (Object.is(bound, -0) && value === 0) return -1;
  if (bound === 0 && Object.is(value, -0)) return 1;
  return Number((bound ?? 0) > (value ?? 0)) - Number((bound ?? 0) < (value ?? 0));
}
