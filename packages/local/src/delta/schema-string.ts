import { decimalDigits, isDecimalType } from "../schema/decimal-type.js";
import { withDeclared } from "../schema/declared-type.js";
import { hasScalar } from "../schema/has-scalar.js";
import { sqlType } from "../schema/sql-type.js";
import type { DataType, ScalarType, StructField, StructType } from "../schema/struct-type.js";
import { DECLARED_TYPE, isTextType } from "../schema/text-type.js";

const SCALARS: ReadonlySet<string> = new Set<ScalarType>([
  "boolean",
  "byte",
  "short",
  "integer",
  "long",
  "float",
  "double",
  "string",
  "binary",
  "date",
  "timestamp",
  "timestamp_ntz",
  "variant",
]);

/** A schema, or everything that keeps a value from being one. */
export type SchemaResult =
  | { readonly schema: StructType; readonly problems?: never }
  | { readonly schema?: never; readonly problems: readonly string[] };

/**
 * Reads a table's schema out of parsed JSON and checks that this store can keep such a table: known types,
 * DECIMAL(1..38), at least one field in each STRUCT, names unique ignoring case. A VARCHAR or CHAR may stand in the
 * metadata, where Spark has it, or as a type of its own.
 * @see https://github.com/delta-io/delta/blob/master/PROTOCOL.md#schema-serialization-format
 */
export function readSchema(json: unknown): SchemaResult {
  const problems: string[] = [];
  const schema = readType(json, "", problems);
  if (problems.length > 0) return { problems };
  if (typeof schema === "string" || schema.type !== "struct") {
    return { problems: [`the schema is ${describe(json)}, expected a struct`] };
  }
  return { schema };
}

/** The schema as it stands in a `metaData` action: a VARCHAR or CHAR is a STRING there, and its column's metadata tells. */
export function formatSchema(schema: StructType): string {
  const fields = schema.fields.map((field) => {
    if (!hasScalar(field.type, isTextType)) return field;
    const metadata = { ...field.metadata, [DECLARED_TYPE]: sqlType(field.type) };
    return { ...field, type: asStored(field.type), metadata };
  });
  return JSON.stringify({ ...schema, fields });
}

function asStored(type: DataType): DataType {
  if (typeof type === "string") return isTextType(type) ? "string" : type;
  switch (type.type) {
    case "struct":
      return { ...type, fields: type.fields.map((field) => ({ ...field, type: asStored(field.type) })) };
    case "array":
      return { ...type, elementType: asStored(type.elementType) };
    case "map":
      return { ...type, keyType: asStored(type.keyType), valueType: asStored(type.valueType) };
  }
}

/** Stands in for a type that is refused anyway, so that the walk goes on and finds the other problems. */
const REFUSED: ScalarType = "string";

function readType(json: unknown, path: string, problems: string[]): DataType {
  const refuse = (why: string): ScalarType => {
    problems.push(path === "" ? why : `column ${path}: ${why}`);
    return REFUSED;
  };
  if (typeof json === "string") return readScalar(json, refuse);
  if (!isObject(json)) return refuse(`type ${describe(json)} is not a type`);
  switch (json.type) {
    case "struct":
      return { type: "struct", fields: readFields(json.fields, path, problems, refuse) };
    case "array":
      return {
        type: "array",
        elementType: readType(json.elementType, `${path}.element`, problems),
        containsNull: json.containsNull !== false,
      };
    case "map": {
      const keyType = readType(json.keyType, `${path}.key`, problems);
      if (hasScalar(keyType, (scalar) => scalar === "variant"))
        refuse("the key of a MAP cannot be a VARIANT");
      return {
        type: "map",
        keyType,
        valueType: readType(json.valueType, `${path}.value`, problems),
        valueContainsNull: json.valueContainsNull !== false,
      };
    }
    default:
      return refuse(`type ${describe(json.type)} is not supported`);
  }
}

function readScalar(text: string, refuse: (why: string) => ScalarType): ScalarType {
  if (isScalar(text) || isTextType(text)) return text;
  if (!isDecimalType(text)) return refuse(`type ${describe(text)} is not supported`);
  const { precision, scale } = decimalDigits(text);
  if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
    return refuse(`${text} is out of range: precision is 1..38, scale 0..precision`);
  }
  return text;
}

function readFields(
  json: unknown,
  path: string,
  problems: string[],
  refuse: (why: string) => unknown,
): StructField[] {
  if (!Array.isArray(json) || json.length === 0) {
    refuse("a struct without fields cannot be stored");
    return [];
  }
  const seen = new Map<string, string>();
  return json.map((field: unknown): StructField => {
    const name = isObject(field) && typeof field.name === "string" ? field.name : undefined;
    if (!isObject(field) || name === undefined) {
      refuse(`field ${describe(field)} has no name`);
      return { name: "", type: REFUSED, nullable: true, metadata: {} };
    }
    const twin = seen.get(name.toLowerCase());
    if (twin !== undefined) refuse(`fields "${twin}" and "${name}" differ at most in case`);
    seen.set(name.toLowerCase(), name);
    const { [DECLARED_TYPE]: declared, ...metadata } = isObject(field.metadata) ? field.metadata : {};
    const whole = declared === undefined ? field.type : withDeclared(field.type, String(declared));
    if (whole === undefined) refuse(`field "${name}" was declared as ${describe(declared)}, which it is not`);
    const type = readType(whole ?? field.type, path === "" ? name : `${path}.${name}`, problems);
    return { name, type, nullable: field.nullable !== false, metadata };
  });
}

function isScalar(text: string): text is ScalarType {
  return SCALARS.has(text);
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function describe(json: unknown): string {
  const text = JSON.stringify(json) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
