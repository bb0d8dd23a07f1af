import { sqlType } from "./sql-type.js";
import type { DataType, StructField, StructType } from "./struct-type.js";
import { isTextType, textLength } from "./text-type.js";

/**
 * Why the rows of one schema cannot be read as rows of another, one sentence a column; empty when they can: when columns
 * and members that are new are nullable, and the others are the same, in the same order, or take more than they did.
 */
export function rowLoss(before: StructType, after: StructType): string[] {
  return structLoss(before, after, "");
}

function structLoss(before: StructType, after: StructType, prefix: string): string[] {
  const old = new Map(before.fields.map((field) => [field.name, field]));
  const kept = after.fields.filter(({ name }) => old.has(name)).map(({ name }) => name);
  const gone = before.fields.filter(({ name }) => !kept.includes(name));
  const isReordered = before.fields
    .filter(({ name }) => kept.includes(name))
    .some(({ name }, i) => kept[i] !== name);
  return [
    ...gone.map(({ name }) => `column ${prefix}${name} is gone`),
    ...after.fields.flatMap((field) => fieldLoss(old.get(field.name), field, prefix + field.name)),
    ...(isReordered
      ? [
          prefix === ""
            ? "the columns come in another order"
            : `the members of ${prefix.slice(0, -1)} come in another order`,
        ]
      : []),
  ];
}

function fieldLoss(before: StructField | undefined, after: StructField, path: string): string[] {
  if (before === undefined) return after.nullable ? [] : [`column ${path} is new, and NOT NULL`];
  const losses = typeLoss(before.type, after.type, path);
  return before.nullable && !after.nullable ? [...losses, `column ${path} becomes NOT NULL`] : losses;
}

function typeLoss(before: DataType, after: DataType, path: string): string[] {
  if (typeof before === "string" || typeof after === "string") {
    return takesAll(before, after) ? [] : [retyped(before, after, path)];
  }
  if (before.type === "struct" && after.type === "struct") return structLoss(before, after, `${path}.`);
  if (before.type === "array" && after.type === "array") {
    const losses = typeLoss(before.elementType, after.elementType, `${path}.element`);
    return before.containsNull && !after.containsNull
      ? [...losses, `the elements of ${path} become NOT NULL`]
      : losses;
  }
  if (before.type === "map" && after.type === "map") {
    const losses = [
      ...typeLoss(before.keyType, after.keyType, `${path}.key`),
      ...typeLoss(before.valueType, after.valueType, `${path}.value`),
    ];
    return before.valueContainsNull && !after.valueContainsNull
      ? [...losses, `the values of ${path} become NOT NULL`]
      : losses;
  }
  return [retyped(before, after, path)];
}

function takesAll(before: DataType, after: DataType): boolean {
  if (before === after) return true;
  if (!isTextType(before)) return false;
  return after === "string" || (isTextType(after) && textLength(after) >= textLength(before));
}

function retyped(before: DataType, after: DataType, path: string): string {
  return `column ${path} is ${sqlType(after)}, and was ${sqlType(before)}`;
}
