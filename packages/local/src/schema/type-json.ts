import { isJsonObject, previewJson } from "./json-object.js";
import type { DataType, StructField } from "./struct-type.js";
import { isIdentifier } from "./table-name.js";

/** Where {@link readDataType} puts what it cannot take: the column, and why. */
export type Report = (path: string, why: string) => void;

const MAX_DEPTH = 100;
const UNSUPPORTED = "is not supported here; leave the column out of the local table";

/** Spark's names, and the one alias that catalogs answer with. */
const SCALARS: Readonly<Record<string, DataType>> = {
  boolean: "boolean",
  byte: "byte",
  short: "short",
  integer: "integer",
  long: "long",
  float: "float",
  double: "double",
  string: "string",
  binary: "binary",
  date: "date",
  timestamp: "timestamp",
  timestamp_ltz: "timestamp",
  timestamp_ntz: "timestamp_ntz",
  decimal: "decimal(10,0)",
};

/** Column metadata that makes a type another one, or a column one that this server would have to compute. */
const UNSUPPORTED_METADATA: Readonly<Record<string, string>> = {
  __CHAR_VARCHAR_TYPE_STRING: "CHAR or VARCHAR",
  "delta.generationExpression": "a generated column",
  "delta.identity.start": "an identity column",
};

/**
 * Reads a type in Spark's JSON spelling. Every problem is reported with its column; undefined means that the
 * type could not be read at all.
 */
export function readDataType(json: unknown, path: string, report: Report, depth = 0): DataType | undefined {
  if (depth > MAX_DEPTH) return refuse(report, path, `nests deeper than ${MAX_DEPTH} levels`);
  if (typeof json === "string") return readScalar(json, path, report);
  if (!isJsonObject(json)) return refuse(report, path, `type ${previewJson(json)} is not a type`);
  switch (json.type) {
    case "struct":
      return readStruct(json.fields, path, report, depth);
    case "array": {
      const elementType = readDataType(json.elementType, `${path}.element`, report, depth + 1);
      return elementType && { type: "array", elementType, containsNull: json.containsNull !== false };
    }
    case "map": {
      const keyType = readDataType(json.keyType, `${path}.key`, report, depth + 1);
      const valueType = readDataType(json.valueType, `${path}.value`, report, depth + 1);
      const valueContainsNull = json.valueContainsNull !== false;
      return keyType && valueType && { type: "map", keyType, valueType, valueContainsNull };
    }
    default:
      return refuse(report, path, `type ${previewJson(json.type)} ${UNSUPPORTED}`);
  }
}

/**
 * The metadata that is kept of a column: its comment. Reports metadata that changes what the column is.
 */
export function readMetadata(json: unknown, path: string, report: Report): Readonly<Record<string, unknown>> {
  if (!isJsonObject(json)) return {};
  for (const [key, what] of Object.entries(UNSUPPORTED_METADATA)) {
    if (Object.hasOwn(json, key)) report(path, `${what} ${UNSUPPORTED}`);
  }
  const { comment } = json;
  return typeof comment === "string" ? { comment } : {};
}

/** Reports a column name that the service does not take, or that another column has in another case. */
export function checkNames(names: readonly string[], prefix: string, report: Report): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const path = `${prefix}${JSON.stringify(name)}`;
    const twin = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), name);
    if (!isIdentifier(name)) report(path, "column names may hold ASCII letters, digits and underscores only");
    else if (twin !== undefined) report(path, `differs from column ${JSON.stringify(twin)} at most in case`);
  }
}

function readScalar(text: string, path: string, report: Report): DataType | undefined {
  // A collation changes how values compare, not what is stored: here such a column is a plain STRING.
  const name = text
    .toLowerCase()
    .trim()
    .replace(/^string collate \w+$/, "string");
  if (Object.hasOwn(SCALARS, name)) return SCALARS[name];
  const [, digits, fraction] = /^decimal\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)$/.exec(name) ?? [];
  if (digits === undefined || fraction === undefined) {
    return refuse(report, path, `type ${previewJson(text.toUpperCase())} ${UNSUPPORTED}`);
  }
  const precision = Number(digits);
  const scale = Number(fraction);
  return precision >= 1 && precision <= 38 && scale <= precision
    ? `decimal(${precision},${scale})`
    : refuse(
        report,
        path,
        `${previewJson(text)} is out of range; the precision is 1 to 38, the scale 0 to the precision`,
      );
}

function readStruct(json: unknown, path: string, report: Report, depth: number): DataType | undefined {
  if (!Array.isArray(json) || json.length === 0)
    return refuse(report, path, "a STRUCT needs at least one field");
  const fields = json.map((field: unknown) => readField(field, path, report, depth));
  const known = fields.filter((field) => field !== undefined);
  checkNames(
    known.map((field) => field.name),
    `${path}.`,
    report,
  );
  return known.length === fields.length ? { type: "struct", fields: known } : undefined;
}

function readField(json: unknown, parent: string, report: Report, depth: number): StructField | undefined {
  const name = isJsonObject(json) ? json.name : undefined;
  if (!isJsonObject(json) || typeof name !== "string")
    return refuse(report, parent, "a field of the STRUCT has no name");
  const path = `${parent}.${name}`;
  const metadata = readMetadata(json.metadata, path, report);
  const type = readDataType(json.type, path, report, depth + 1);
  return type && { name, type, nullable: json.nullable !== false, metadata };
}

function refuse(report: Report, path: string, why: string): undefined {
  report(path, why);
}
