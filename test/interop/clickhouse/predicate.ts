import type { ScalarType, Value } from "@zerobus-gen/local";
import fc, { type Arbitrary } from "fast-check";
import { type ComparableColumn, decimalText } from "../tables/comparable.js";
import { quoted } from "./chdb.js";

/**
 * Every comparison of a column with what it may hold, as ClickHouse's SQL. The column is on the left, and there is no NOT:
 * otherwise chDB skips files that it must not skip, whoever wrote them.
 */
export function comparisonsOf({ path, type, values }: ComparableColumn): readonly string[] {
  const comparisons = values.flatMap((value) =>
    ["<", "<=", "=", ">=", ">", "!="].map((is) => `${path} ${is} ${literalOf(type, value)}`),
  );
  return [...comparisons, `${path} is null`, `${path} is not null`];
}

/** Some of the comparisons, two and two. */
export function joined(comparisons: readonly string[]): Arbitrary<readonly string[]> {
  const one = fc.constantFrom(...comparisons);
  const pair = fc
    .tuple(one, fc.constantFrom("and", "or"), one)
    .map(([a, word, b]) => `(${a}) ${word} (${b})`);
  return fc.array(pair, { minLength: 40, maxLength: 40 });
}

/** A value as ClickHouse's SQL has it. */
export function literalOf(type: ScalarType, value: Value): string {
  if (typeof value === "string") return quoted(value);
  switch (type) {
    case "date":
      return `toDate32(${quoted(new Date(Number(value) * 86_400_000).toISOString().slice(0, 10))})`;
    case "timestamp":
    case "timestamp_ntz":
      return `fromUnixTimestamp64Micro(${value})`;
    case "float":
    case "double":
      return floatLiteral(Number(value));
  }
  if (type.startsWith("decimal") && typeof value === "bigint") {
    return `${quoted(decimalText(type, value))}::${type}`;
  }
  return String(value);
}

function floatLiteral(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (Object.is(value, -0)) return "-0.0";
  return Number.isFinite(value) ? value.toExponential() : String(value).replace("Infinity", "inf");
}
