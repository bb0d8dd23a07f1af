import type { ScalarType, Value } from "@zerobus-gen/local";
import fc, { type Arbitrary } from "fast-check";
import { type ComparableColumn, decimalText } from "../tables/comparable.js";
import { quoted } from "./chdb.js";

/**
 * A predicate on one or two of the columns, as ClickHouse's SQL. Columns are on the left, and there is no NOT: on others
 * chDB skips files that it must not skip, whoever wrote them.
 */
export function predicateOn(columns: readonly ComparableColumn[]): Arbitrary<string> {
  const simple = fc.constantFrom(...columns).chain(simplePredicate);
  const joined = fc
    .tuple(simple, fc.constantFrom("and", "or"), simple)
    .map(([a, word, b]) => `(${a}) ${word} (${b})`);
  return fc.oneof({ arbitrary: simple, weight: 6 }, joined);
}

function simplePredicate({ path, type, values }: ComparableColumn): Arbitrary<string> {
  const literal = fc.constantFrom(...values).map((value) => literalOf(type, value));
  const operator = fc.constantFrom("<", "<=", "=", ">=", ">", "!=");
  return fc.oneof(
    { arbitrary: fc.tuple(operator, literal).map(([is, value]) => `${path} ${is} ${value}`), weight: 6 },
    fc.tuple(literal, literal).map(([low, high]) => `${path} between ${low} and ${high}`),
    fc.array(literal, { minLength: 1, maxLength: 3 }).map((list) => `${path} in (${list.join(", ")})`),
    fc.constantFrom(`${path} is null`, `${path} is not null`),
  );
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
