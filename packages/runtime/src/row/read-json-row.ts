import type { WriteStruct } from "../codegen/row-writer.js";
import { formatDays } from "./calendar.js";
import type { ColumnNames } from "./column-names.js";
import { type JsonValue, parseJsonText } from "./json-text.js";
import { withColumns } from "./member-columns.js";
import { readVariant } from "./read-variant.js";
import { type Member, membersOf, type Shape } from "./row-shape.js";

/**
 * The row that `write` encoded as the JSON text in `bytes`, in the forms of `readRow`. An ARRAY or MAP that was NULL is
 * absent, one that was empty comes back empty: JSON tells the two apart.
 * @throws {SyntaxError} when the bytes are no JSON
 * @throws {TypeError} when they are no such row
 */
export function readJsonRow<Row>(bytes: Uint8Array, write: WriteStruct<Row>, columns?: ColumnNames): Row {
  // `write` made the text from a Row and names its members and their types, so what is read is one.
  return readJsonMembers(bytes, withColumns(membersOf(write), columns)) as Row;
}

/** The same, for a row of these members. */
export function readJsonMembers(bytes: Uint8Array, members: readonly Member[]): unknown {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  return readStruct(parseJsonText(text, Number), members);
}

function readStruct(json: JsonValue, members: readonly Member[]): unknown {
  if (!(json instanceof Map)) throw misfit(json, "struct");
  const values = members.flatMap(({ name, column, type }): [string, unknown][] => {
    const value = json.get(column ?? name);
    return value === undefined || value === null ? [] : [[name, readValue(value, type)]];
  });
  // fromEntries defines properties rather than assigning them, so a column may be called `__proto__`.
  return Object.fromEntries(values);
}

function readValue(json: JsonValue, type: Shape): unknown {
  switch (type.kind) {
    case "boolean":
      if (typeof json === "boolean") return json;
      break;
    case "tinyint":
    case "smallint":
    case "int":
      if (typeof json === "number") return json;
      break;
    case "bigint":
    case "timestamp":
    case "timestampNtz":
      if (typeof json === "number" || typeof json === "string") return BigInt(json);
      break;
    case "float":
      if (typeof json === "number" || typeof json === "string") return Math.fround(Number(json));
      break;
    case "double":
      if (typeof json === "number" || typeof json === "string") return Number(json);
      break;
    case "string":
    case "varchar":
    case "char":
    case "decimal":
      if (typeof json === "string") return json;
      break;
    case "variant":
      if (typeof json === "string") return readVariant(json);
      break;
    case "binary":
      if (typeof json === "string") return new Uint8Array(Buffer.from(json, "base64"));
      break;
    case "date":
      if (typeof json === "number") return formatDays(json);
      break;
    case "struct":
      return readStruct(json, type.members);
    case "list":
      if (Array.isArray(json)) return json.map((element: JsonValue) => readValue(element, type.element));
      break;
    case "map":
      if (json instanceof Map) return readMap(json, type.key, type.value);
      break;
  }
  throw misfit(json, type.kind);
}

function readMap(json: ReadonlyMap<string, JsonValue>, key: Shape, value: Shape): Map<unknown, unknown> {
  const entries = new Map<unknown, unknown>();
  for (const [name, inside] of json) entries.set(readKey(name, key), readValue(inside, value));
  return entries;
}

/** A key is text whatever its type; what has no quotes as a value is inside of them here. */
function readKey(name: string, type: Shape): unknown {
  switch (type.kind) {
    case "boolean":
    case "tinyint":
    case "smallint":
    case "int":
    case "date":
      return readValue(parseJsonText(name, Number), type);
    default:
      return readValue(name, type);
  }
}

function misfit(json: JsonValue, kind: Shape["kind"]): TypeError {
  const given = json instanceof Map ? "an object" : Array.isArray(json) ? "an array" : `a ${typeof json}`;
  return new TypeError(`${given} stands where a ${kind} should`);
}
