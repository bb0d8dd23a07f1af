import { sqlType } from "./sql-type.js";
import type { DataType, StructField, StructType } from "./struct-type.js";

/**
 * What differs between a table as it is and as it is wanted, one sentence a column; empty when rows of the
 * one fit the other. Comments do not count; the order of columns does.
 */
export function schemaDifference(actual: StructType, wanted: StructType): string[] {
  const before = new Map(actual.fields.map((field) => [field.name, field]));
  const after = new Map(wanted.fields.map((field) => [field.name, field]));
  const changed = wanted.fields.flatMap((field) => {
    const old = before.get(field.name);
    if (old === undefined) return [`column ${field.name} is new`];
    return isSameField(old, field)
      ? []
      : [`column ${field.name} is ${label(old)}, wanted is ${label(field)}`];
  });
  const dropped = actual.fields
    .filter(({ name }) => !after.has(name))
    .map(({ name }) => `column ${name} is gone`);
  const differences = [...changed, ...dropped];
  const isReordered = actual.fields.some(({ name }, i) => wanted.fields[i]?.name !== name);
  return differences.length === 0 && isReordered ? ["the columns come in another order"] : differences;
}

function isSameField(a: StructField, b: StructField): boolean {
  return a.name === b.name && a.nullable === b.nullable && isSameType(a.type, b.type);
}

function isSameType(a: DataType, b: DataType): boolean {
  if (typeof a === "string" || typeof b === "string") return a === b;
  if (a.type === "struct" && b.type === "struct") {
    return (
      a.fields.length === b.fields.length &&
      a.fields.every((field, i) => {
        const other = b.fields[i];
        return other !== undefined && isSameField(field, other);
      })
    );
  }
  if (a.type === "array" && b.type === "array") {
    return a.containsNull === b.containsNull && isSameType(a.elementType, b.elementType);
  }
  if (a.type === "map" && b.type === "map") {
    return (
      a.valueContainsNull === b.valueContainsNull &&
      isSameType(a.keyType, b.keyType) &&
      isSameType(a.valueType, b.valueType)
    );
  }
  return false;
}

function label({ type, nullable }: StructField): string {
  return `${sqlType(type)}${nullable ? "" : " NOT NULL"}`;
}
