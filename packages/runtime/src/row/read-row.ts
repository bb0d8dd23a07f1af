import type { WriteStruct } from "../codegen/row-writer.js";
import { WireReader } from "../wire/wire-reader.js";
import { formatDays } from "./calendar.js";
import { readVariant } from "./read-variant.js";
import { type Member, membersOf, type Shape } from "./row-shape.js";

/**
 * The row that `write` encoded as `bytes`, in forms that `write` takes again: BIGINT as `bigint`, DATE as text,
 * timestamps as microseconds in a `bigint`, BINARY as a copy, MAP as a `Map`, VARIANT as `readVariant` has it. An ARRAY or MAP that was NULL comes back
 * empty, which is the same on the wire.
 */
export function readRow<Row>(bytes: Uint8Array, write: WriteStruct<Row>): Row {
  // `write` made the bytes from a Row and names its members and their types, so what is read is one.
  return readMembers(bytes, membersOf(write)) as Row;
}

/** The same, for a row of these members. */
export function readMembers(bytes: Uint8Array, members: readonly Member[]): unknown {
  return readStruct(new WireReader(bytes), members);
}

function readStruct(reader: WireReader, members: readonly Member[]): unknown {
  const values = new Map(members.flatMap(emptyCollection));
  const byField = new Map(members.map((member) => [member.field, member]));
  while (reader.hasMore) {
    const [field, wireType] = reader.tag();
    const member = byField.get(field);
    if (member === undefined) reader.skip(wireType, field);
    else readMember(reader, wireType, member, values);
  }
  // fromEntries defines properties rather than assigning them, so a column may be called `__proto__`.
  return Object.fromEntries(values);
}

function emptyCollection({ name, type }: Member): [string, unknown][] {
  if (type.kind === "list") return [[name, []]];
  return type.kind === "map" ? [[name, new Map<unknown, unknown>()]] : [];
}

function readMember(
  reader: WireReader,
  wireType: number,
  member: Member,
  values: Map<string, unknown>,
): void {
  const { name, type } = member;
  const before = values.get(name);
  if (type.kind === "list") {
    if (Array.isArray(before)) before.push(readValue(reader, wireType, type.element));
  } else if (type.kind === "map") {
    const entry = readEntry(new WireReader(reader.bytes()), type.key, type.value);
    if (before instanceof Map) before.set(...entry);
  } else {
    values.set(name, readValue(reader, wireType, type));
  }
}

function readEntry(reader: WireReader, key: Shape, value: Shape): [unknown, unknown] {
  const [, keyType] = reader.tag();
  const readKey = readValue(reader, keyType, key);
  const [, valueType] = reader.tag();
  return [readKey, readValue(reader, valueType, value)];
}

function readValue(reader: WireReader, wireType: number, type: Shape): unknown {
  switch (type.kind) {
    case "boolean":
      return reader.bool();
    case "tinyint":
    case "smallint":
    case "int":
      return reader.int32();
    case "bigint":
    case "timestamp":
    case "timestampNtz":
      return reader.int64();
    case "float":
      return reader.float();
    case "double":
      return reader.double();
    case "string":
    case "varchar":
    case "char":
    case "decimal":
      return reader.string();
    case "variant":
      return readVariant(reader.string());
    case "binary":
      return new Uint8Array(reader.bytes());
    case "date":
      return formatDays(reader.int32());
    case "struct":
      return readStruct(new WireReader(reader.bytes()), type.members);
    case "list":
    case "map":
      // Neither stands inside a list or a map: the wire cannot say it, and generated code does not try.
      return reader.skip(wireType, 0);
  }
}
