import { COLLATIONS, parseCollation } from "./collation.js";
import { withDeclared } from "./declared-type.js";
import { hasScalar } from "./has-scalar.js";
import { isJsonObject, type JsonObject, previewJson } from "./json-object.js";
import type { DataType, StructField } from "./struct-type.js";
import { isIdentifier } from "./table-name.js";
import { DECLARED_TYPE, parseTextType } from "./text-type.js";
import type { UnsupportedColumn } from "./unsupported-column.js";

/** Where readers put what keeps a table from being one: the column, and why. */
export type Report = (path: string, why: string) => void;

/** What reading a table comes upon besides its columns. */
export interface Found {
  readonly report: Report;
  readonly unsupported: UnsupportedColumn[];
}

/** A column or a member of a STRUCT in parsed JSON, its parts not looked at yet. */
export interface LooseField {
  readonly name: string;
  readonly type: unknown;
  readonly nullable: boolean;
  readonly metadata: JsonObject;
}

const MAX_DEPTH = 100;

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
  variant: "variant",
  decimal: "decimal(10,0)",
};

/** Column metadata that says that a column is computed. */
const COMPUTED: Readonly<Record<string, string>> = {
  "delta.generationExpression": "a generated column cannot be written here",
  "delta.identity.start": "an identity column cannot be written here",
};

/** Where in a table a type stands. */
interface Place {
  /** From the table's top, for messages. */
  readonly path: string;
  /** From the column or member that it belongs to, as Spark counts collations. */
  readonly key: string;
  readonly collations: Record<string, unknown>;
  readonly depth: number;
}

/** A type that no row can have a value of, and why. */
class Unsupported {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

/**
 * Reads a column, or a member of a STRUCT, in Spark's JSON spelling. Undefined means that the store cannot have it: it
 * is among the unsupported ones then, or a problem was reported. Of the metadata, the comment and the collations stay.
 */
export function readField(
  field: LooseField,
  prefix: string,
  found: Found,
  depth = 0,
): StructField | undefined {
  const { name, nullable } = field;
  const path = `${prefix}${name}`;
  const { comment, [COLLATIONS]: given, [DECLARED_TYPE]: declared } = field.metadata;
  const collations: Record<string, unknown> = isJsonObject(given) ? { ...given } : {};
  let { type } = field;
  if (typeof declared === "string") {
    type = withDeclared(type, declared);
    if (type === undefined) found.report(path, `it was declared as ${previewJson(declared)}, and is not`);
  }
  const read =
    type === undefined ? undefined : readDataType(type, { path, key: name, collations, depth }, found);
  const why = unsupported(field) ?? (read instanceof Unsupported ? read.why : undefined);
  if (why !== undefined) found.unsupported.push({ prefix, name, nullable, why });
  if (read === undefined || read instanceof Unsupported || why !== undefined) return undefined;
  const metadata = {
    ...(typeof comment === "string" && comment !== "" ? { comment } : {}),
    ...(Object.keys(collations).length > 0 ? { [COLLATIONS]: collations } : {}),
  };
  return { name, type: read, nullable, metadata };
}

/** Reports a column that another has in another case. */
export function checkNames(names: readonly string[], prefix: string, report: Report): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const twin = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), name);
    if (twin === undefined) continue;
    report(`${prefix}${JSON.stringify(name)}`, `differs from column ${JSON.stringify(twin)} at most in case`);
  }
}

function unsupported({ name, metadata }: LooseField): string | undefined {
  if (!isIdentifier(name))
    return "names are ASCII letters, digits and underscores, and do not begin with a digit";
  const computed = Object.keys(COMPUTED).find((key) => Object.hasOwn(metadata, key));
  return computed && COMPUTED[computed];
}

type Read = DataType | Unsupported | undefined;

function readDataType(json: unknown, place: Place, found: Found): Read {
  if (place.depth > MAX_DEPTH) return refuse(found, place, `nests deeper than ${MAX_DEPTH} levels`);
  if (typeof json === "string") return readScalar(json, place, found);
  if (!isJsonObject(json)) return refuse(found, place, `type ${previewJson(json)} is not a type`);
  switch (json.type) {
    case "struct":
      return readStruct(json.fields, place, found);
    case "array": {
      const elementType = readDataType(json.elementType, inside(place, "element"), found);
      if (elementType === undefined || elementType instanceof Unsupported) return elementType;
      return { type: "array", elementType, containsNull: json.containsNull !== false };
    }
    case "map": {
      const keyType = readDataType(json.keyType, inside(place, "key"), found);
      const valueType = readDataType(json.valueType, inside(place, "value"), found);
      if (keyType === undefined || keyType instanceof Unsupported) return keyType;
      if (valueType === undefined || valueType instanceof Unsupported) return valueType;
      if (hasScalar(keyType, (scalar) => scalar === "variant")) {
        return new Unsupported("the key of a MAP cannot be a VARIANT");
      }
      return { type: "map", keyType, valueType, valueContainsNull: json.valueContainsNull !== false };
    }
    default:
      return typeof json.type === "string"
        ? unknownType(json.type)
        : refuse(found, place, `type ${previewJson(json.type)} is not a type`);
  }
}

function inside(place: Place, step: string): Place {
  const { path, key, depth } = place;
  return { ...place, path: `${path}.${step}`, key: `${key}.${step}`, depth: depth + 1 };
}

function readScalar(text: string, place: Place, found: Found): Read {
  const name = text.toLowerCase().trim();
  if (Object.hasOwn(SCALARS, name)) return SCALARS[name];
  const collation = parseCollation(name);
  if (collation !== undefined) {
    place.collations[place.key] = collation;
    return "string";
  }
  if (/^(var)?char\b/.test(name)) {
    return (
      parseTextType(name) ??
      refuse(found, place, `${previewJson(text)} has no length; the length is 1 at least`)
    );
  }
  return name.startsWith("decimal(") ? readDecimal(name, place, found) : unknownType(text);
}

function readDecimal(name: string, place: Place, found: Found): Read {
  const [, digits, fraction] = /^decimal\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)$/.exec(name) ?? [];
  const precision = Number(digits);
  const scale = Number(fraction);
  if (precision >= 1 && precision <= 38 && scale <= precision) return `decimal(${precision},${scale})`;
  const why = `${previewJson(name)} is out of range; the precision is 1 to 38, the scale 0 to the precision`;
  return refuse(found, place, why);
}

function unknownType(text: string): Unsupported {
  return new Unsupported(`type ${previewJson(text.toUpperCase())} cannot be ingested`);
}

function readStruct(json: unknown, place: Place, found: Found): Read {
  if (!Array.isArray(json) || json.length === 0) {
    return refuse(found, place, "a STRUCT needs at least one field");
  }
  const prefix = `${place.path}.`;
  const names: string[] = [];
  const fields = json.flatMap((field: unknown) => {
    const name = isJsonObject(field) ? field.name : undefined;
    if (!isJsonObject(field) || typeof name !== "string") {
      return refuse(found, place, "a field of the STRUCT has no name") ?? [];
    }
    names.push(name);
    const metadata = isJsonObject(field.metadata) ? field.metadata : {};
    const loose = { name, type: field.type, nullable: field.nullable !== false, metadata };
    return readField(loose, prefix, found, place.depth + 1) ?? [];
  });
  checkNames(names, prefix, found.report);
  return fields.length > 0
    ? { type: "struct", fields }
    : new Unsupported("no field of the STRUCT can be ingested");
}

function refuse(found: Found, { path }: Place, why: string): undefined {
  found.report(path, why);
}
