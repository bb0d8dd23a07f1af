import type { Row, Value } from "../schema/row.js";
import type { DataType, MapType, StructField, StructType } from "../schema/struct-type.js";
import type { UnsupportedColumn } from "../schema/unsupported-column.js";
import { JsonReader } from "./json-reader.js";
import { jsonKeyReader, jsonScalarReader, type ReadJson } from "./json-scalar.js";
import { RecordError } from "./record-error.js";
import { rowBuilder, type Slots } from "./row-builder.js";
import type { RowDecoder } from "./row-decoder.js";
import { ValueBudget } from "./value-budget.js";

/**
 * Compiles the decoder of JSON records: one object each, whose members are the table's columns by name, case and all.
 *
 * A column that is absent or `null` is NULL, an ARRAY or MAP too; a NOT NULL column that is absent is an error at any
 * depth. So is a member that the table does not have, one that comes twice, and a value of another type than the
 * column's. Values nest as deep as the table does. Of an unsupported column there is no value.
 */
export function compileJsonDecoder(
  schema: StructType,
  unsupported: readonly UnsupportedColumn[] = [],
): RowDecoder {
  const read = structReader(schema, "", unsupported);
  const json = new JsonReader();
  return (record, budget = new ValueBudget()) => {
    try {
      json.reset(record, budget);
      const row = read(json);
      json.end();
      return row;
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      throw new RecordError(`${error.reason} at ${json.place}`, error.path);
    }
  };
}

/** Reads one member into its slot. */
interface MemberReader {
  readonly path: string;
  readonly slot: number;
  readonly read: ReadJson;
}

function structReader(
  { fields }: StructType,
  prefix: string,
  unsupported: readonly UnsupportedColumn[],
): ReadJson<Row> {
  const impossibles = new Map(
    unsupported.filter((column) => column.prefix === prefix).map((column) => [column.name, column]),
  );
  const required = [...impossibles.values()].find(({ nullable }) => !nullable);
  const members = new Map(
    fields.map((field, slot): [string, MemberReader] => {
      const path = prefix + field.name;
      return [field.name, { path, slot, read: memberReader(field, path, unsupported) }];
    }),
  );
  const build = rowBuilder(
    fields.map(({ name }) => name),
    fields.map(({ name, nullable }) => (nullable ? () => null : () => missing(prefix + name))),
  );
  const empty: Slots = fields.map(() => undefined);
  return (json) => {
    if (required !== undefined)
      throw new RecordError(`NOT NULL, and ${required.why}`, prefix + required.name);
    json.budget.spend(empty.length);
    json.openObject();
    const slots = empty.slice();
    let member: MemberReader | undefined;
    try {
      for (let name = json.member(true); name !== undefined; name = json.member(false)) {
        member = members.get(name);
        if (member === undefined) throw unrecognized(name, prefix, impossibles.get(name)?.why);
        if (slots[member.slot] !== undefined) throw new RecordError("the record has it twice");
        slots[member.slot] = member.read(json);
        member = undefined;
      }
    } catch (error) {
      throw error instanceof RecordError ? error.at(member?.path) : error;
    }
    return build(slots);
  };
}

function unrecognized(name: string, prefix: string, why: string | undefined): RecordError {
  if (why !== undefined) return new RecordError(why, prefix + name);
  const path = prefix === "" ? undefined : prefix.slice(0, -1);
  return new RecordError(`unrecognized field name '${name.slice(0, 100)}'`, path);
}

function missing(path: string): never {
  throw new RecordError("NOT NULL, and the record has no value", path);
}

function memberReader(
  { type, nullable }: StructField,
  path: string,
  unsupported: readonly UnsupportedColumn[],
): ReadJson {
  const read = valueReader(type, path, unsupported);
  return (json) => {
    if (json.kind() !== "null") return read(json);
    json.null();
    return nullable ? null : missing(path);
  };
}

function valueReader(type: DataType, path: string, unsupported: readonly UnsupportedColumn[]): ReadJson {
  if (typeof type === "string") return jsonScalarReader(type);
  switch (type.type) {
    case "struct":
      return structReader(type, `${path}.`, unsupported);
    case "array":
      return arrayReader(elementReader(type.elementType, `${path}.element`, unsupported));
    case "map":
      return mapReader(type, path, unsupported);
  }
}

function arrayReader(element: ReadJson): ReadJson {
  return (json) => {
    const elements: Value[] = [];
    json.openArray();
    for (let goesOn = json.element(true); goesOn; goesOn = json.element(false)) elements.push(element(json));
    return elements;
  };
}

function mapReader(
  { keyType, valueType }: MapType,
  path: string,
  unsupported: readonly UnsupportedColumn[],
): ReadJson {
  if (typeof keyType !== "string") return impossible;
  const key = jsonKeyReader(keyType);
  const value = elementReader(valueType, `${path}.value`, unsupported);
  return (json) => {
    const entries = new Map<Value, Value>();
    json.openObject();
    for (let name = json.member(true); name !== undefined; name = json.member(false)) {
      const entryKey = key(name);
      if (entries.has(entryKey)) throw new RecordError(`the key '${name.slice(0, 100)}' is there twice`);
      entries.set(entryKey, value(json));
    }
    return entries;
  };
}

function elementReader(type: DataType, path: string, unsupported: readonly UnsupportedColumn[]): ReadJson {
  return typeof type === "string" || type.type === "struct"
    ? valueReader(type, path, unsupported)
    : impossible;
}

function impossible(): never {
  throw new RecordError("an ARRAY or MAP directly in another cannot be sent; leave the column out");
}
