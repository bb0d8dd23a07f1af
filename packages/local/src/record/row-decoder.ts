import { WireType } from "@bufbuild/protobuf/wire";
import type { Row, Value } from "../schema/row.js";
import { RecordError } from "./record-error.js";
import { rowBuilder, type Slots } from "./row-builder.js";
import type { ColumnPlan, SinglePlan, StructPlan, ValuePlan } from "./row-plan.js";
import { type Read, scalarReader, scalarWireType } from "./scalar-reader.js";
import { ValueBudget } from "./value-budget.js";
import { WireReader } from "./wire-reader.js";

/**
 * Turns one record into a row of the table, on the budget of its request.
 * @throws {RecordError} the record is malformed, or a value does not fit its column
 */
export type RowDecoder = (record: Uint8Array, budget?: ValueBudget) => Row;

/**
 * Compiles the decoder of a stream's protobuf records.
 *
 * A column that is absent from the record is NULL; an absent ARRAY or MAP is empty, since the wire cannot tell
 * the two apart; a NOT NULL column that is absent is an error at any depth. Of a field that comes twice the
 * last value wins, of a map key too. Fields that the descriptor does not know are skipped.
 */
export function compileRowDecoder(plan: StructPlan): RowDecoder {
  const read = structReader(plan, "");
  const wire = new WireReader();
  return (record, budget = new ValueBudget()) => {
    wire.reset(record, budget);
    return read(wire);
  };
}

/** Takes one field off the wire into its slot. */
type Accept = (wire: WireReader, wireType: number, slots: Slots) => void;

interface FieldReader {
  readonly path: string;
  readonly accept: Accept;
}

function structReader({ columns }: StructPlan, prefix: string): Read<Row> {
  const fields = new Map<number, FieldReader>();
  columns.forEach(({ name, field }, slot) => {
    const path = prefix + name;
    if (field !== undefined) fields.set(field.number, { path, accept: fieldReader(field.value, slot, path) });
  });
  const build = rowBuilder(
    columns.map(({ name }) => name),
    columns.map((column) => absentValue(column, prefix + column.name)),
  );
  const empty: Slots = columns.map(() => undefined);
  return (wire) => {
    wire.budget.spend(empty.length);
    const slots = empty.slice();
    let field: FieldReader | undefined;
    try {
      while (wire.pos < wire.end) {
        const tag = wire.tag();
        field = fields.get(tag >>> 3);
        if (field === undefined) wire.skip(tag);
        else field.accept(wire, tag & 7, slots);
      }
    } catch (error) {
      throw error instanceof RecordError ? error.at(field?.path) : error;
    }
    return build(slots);
  };
}

function absentValue({ nullable, field }: ColumnPlan, path: string): () => Value {
  if (field?.value.kind === "array") return () => [];
  if (field?.value.kind === "map") return () => new Map();
  if (nullable) return () => null;
  return () => {
    throw new RecordError("NOT NULL, and the record has no value", path);
  };
}

function fieldReader(plan: ValuePlan, slot: number, path: string): Accept {
  switch (plan.kind) {
    case "array":
      return arrayReader(plan.element, slot, `${path}.element`);
    case "map":
      return mapReader(plan.key, plan.value, slot, path);
    case "scalar":
    case "struct": {
      const { read, wireType } = valueReader(plan, path);
      return (wire, found, slots) => {
        if (found !== wireType) throw unexpected(found, wireType);
        slots[slot] = read(wire);
      };
    }
  }
}

function arrayReader(element: SinglePlan, slot: number, path: string): Accept {
  const { read, wireType } = valueReader(element, path);
  return (wire, found, slots) => {
    const values = slots[slot];
    const list: Value[] = Array.isArray(values) ? values : [];
    slots[slot] = list;
    if (found === wireType) {
      list.push(read(wire));
      return;
    }
    if (found !== WireType.LengthDelimited) throw unexpected(found, wireType);
    const outer = wire.enter();
    while (wire.pos < wire.end) list.push(read(wire));
    wire.leave(outer);
  };
}

function mapReader(keyPlan: SinglePlan, valuePlan: SinglePlan, slot: number, path: string): Accept {
  const key = valueReader(keyPlan, `${path}.key`);
  const value = valueReader(valuePlan, `${path}.value`);
  return (wire, found, slots) => {
    if (found !== WireType.LengthDelimited) throw unexpected(found, WireType.LengthDelimited);
    const entries = slots[slot];
    const map: Map<Value, Value> = entries instanceof Map ? entries : new Map();
    slots[slot] = map;
    const outer = wire.enter();
    let entryKey: Value | undefined;
    let entryValue: Value | undefined;
    while (wire.pos < wire.end) {
      const tag = wire.tag();
      if (tag === ((1 << 3) | key.wireType)) entryKey = key.read(wire);
      else if (tag === ((2 << 3) | value.wireType)) entryValue = value.read(wire);
      else wire.skip(tag);
    }
    wire.leave(outer);
    map.set(entryKey ?? key.read(zeros(wire)), entryValue ?? value.read(zeros(wire)));
  };
}

/**
 * What stands for a key or a value left out of a map entry, as protobuf has it: zero, an empty text, an
 * empty message. Encoders do leave them out.
 */
function zeros({ budget }: WireReader): WireReader {
  const wire = new WireReader();
  wire.reset(new Uint8Array(8), budget);
  return wire;
}

interface ValueReader {
  readonly read: Read;
  readonly wireType: WireType;
}

function valueReader(plan: SinglePlan, path: string): ValueReader {
  switch (plan.kind) {
    case "scalar":
      return { read: scalarReader(plan.type), wireType: scalarWireType(plan.type) };
    case "struct": {
      const readStruct = structReader(plan, `${path}.`);
      const read: Read = (wire) => {
        const outer = wire.enter();
        const struct = readStruct(wire);
        wire.leave(outer);
        return struct;
      };
      return { read, wireType: WireType.LengthDelimited };
    }
  }
}

function unexpected(found: number, wanted: WireType): RecordError {
  return new RecordError(`the record has wire type ${found} where the descriptor says ${wanted}`);
}
