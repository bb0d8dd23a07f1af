import type { ColumnPlan, SinglePlan, StructPlan, ValuePlan } from "../record/row-plan.js";
import { sqlType } from "../schema/sql-type.js";
import type { DataType, MapType, ScalarType, StructType } from "../schema/struct-type.js";
import type { UnsupportedColumn } from "../schema/unsupported-column.js";
import type { FieldKind, FieldType, MessageType, RecordDescriptor } from "./record-descriptor.js";
import type { SchemaCause } from "./refusal.js";

/** One thing that keeps a descriptor from fitting its table. */
export interface SchemaProblem {
  readonly cause: SchemaCause;
  readonly text: string;
}

/** The plan, and all that is wrong with it. It may be used only when nothing is. */
export interface Planned {
  readonly plan: StructPlan;
  readonly problems: readonly SchemaProblem[];
}

/**
 * Matches a record type with a table. Columns are found by name, case and all; nullable ones may be left
 * out; whether a field is `optional` or `required` makes no difference, since rows are checked anyway.
 * The walk follows the table's schema, so a recursive message type ends where the table does.
 */
export function planRow(
  descriptor: RecordDescriptor,
  schema: StructType,
  unsupported: readonly UnsupportedColumn[] = [],
): Planned {
  const problems: SchemaProblem[] = [];
  const walk: Walk = { descriptor, unsupported, report: (cause, text) => problems.push({ cause, text }) };
  return { plan: planStruct(walk, descriptor.root, schema, ""), problems };
}

/** The NOT NULL columns that keep every record out. `prefix` tells of which STRUCT they are members. */
export function requiredProblems(
  unsupported: readonly UnsupportedColumn[],
  prefix: string,
): readonly SchemaProblem[] {
  return unsupported
    .filter((column) => column.prefix === prefix && !column.nullable)
    .map(({ name, why }) => ({
      cause: "MISSING_REQUIRED_COLUMN",
      text: `column ${prefix}${name} is NOT NULL, and no record can have it: ${why}`,
    }));
}

interface Walk {
  readonly descriptor: RecordDescriptor;
  readonly unsupported: readonly UnsupportedColumn[];
  readonly report: (cause: SchemaCause, text: string) => void;
}

function planStruct(walk: Walk, message: MessageType, struct: StructType, prefix: string): StructPlan {
  const fields = new Map(message.fields.map((field) => [field.name, field]));
  const columns = struct.fields.map(({ name, type, nullable }): ColumnPlan => {
    const path = prefix + name;
    const field = fields.get(name);
    fields.delete(name);
    if (field !== undefined) {
      return { name, nullable, field: { number: field.number, value: planField(walk, field, type, path) } };
    }
    if (!nullable) {
      walk.report(
        "MISSING_REQUIRED_COLUMN",
        `column ${path} is NOT NULL and the descriptor has no such field`,
      );
    }
    return { name, nullable, field: undefined };
  });
  for (const { cause, text } of requiredProblems(walk.unsupported, prefix)) walk.report(cause, text);
  for (const { name, why } of walk.unsupported.filter((column) => column.prefix === prefix)) {
    if (fields.delete(name))
      walk.report("TYPE_INCOMPATIBLE", `field ${prefix}${name} cannot be taken: ${why}`);
  }
  for (const name of fields.keys()) {
    const twin = struct.fields.find((column) => column.name.toLowerCase() === name.toLowerCase());
    const hint = twin === undefined ? "" : `; it has ${prefix}${twin.name}, and case counts`;
    walk.report("FIELD_NOT_IN_TABLE", `field ${prefix}${name} is no column of the table${hint}`);
  }
  return { kind: "struct", columns };
}

function planField(walk: Walk, field: FieldType, type: DataType, path: string): ValuePlan {
  if (isSingle(type)) return planSingle(walk, field, type, path);
  if (!field.isRepeated) return incompatible(walk, field, type, path);
  if (type.type === "map") return planMap(walk, field, type, path);
  return isSingle(type.elementType)
    ? { kind: "array", element: planValue(walk, field, type.elementType, `${path}.element`) }
    : incompatible(walk, field, type, path);
}

function planMap(walk: Walk, field: FieldType, type: MapType, path: string): ValuePlan {
  const entry = messageOf(walk, field);
  const key = entry?.fields.find((candidate) => candidate.number === 1);
  const value = entry?.fields.find((candidate) => candidate.number === 2);
  if (!entry?.isMapEntry || key === undefined || value === undefined) {
    return incompatible(walk, field, type, path);
  }
  return {
    kind: "map",
    key: planSingle(walk, key, type.keyType, `${path}.key`),
    value: planSingle(walk, value, type.valueType, `${path}.value`),
  };
}

function planSingle(walk: Walk, field: FieldType, type: DataType, path: string): SinglePlan {
  const fits = isSingle(type) && !field.isRepeated;
  return fits ? planValue(walk, field, type, path) : incompatible(walk, field, type, path);
}

function planValue(walk: Walk, field: FieldType, type: ScalarType | StructType, path: string): SinglePlan {
  if (typeof type === "string") {
    return field.kind === kindOf(type) ? { kind: "scalar", type } : incompatible(walk, field, type, path);
  }
  const message = messageOf(walk, field);
  if (message === undefined || message.isMapEntry) return incompatible(walk, field, type, path);
  return planStruct(walk, message, type, `${path}.`);
}

function isSingle(type: DataType): type is ScalarType | StructType {
  return typeof type === "string" || type.type === "struct";
}

function messageOf(walk: Walk, field: FieldType): MessageType | undefined {
  return field.message === undefined ? undefined : walk.descriptor.messages.get(field.message);
}

/** Reports the mismatch; the plan it stands for is never used. */
function incompatible(walk: Walk, field: FieldType, type: DataType, path: string): SinglePlan {
  const column = typeof type === "string" ? sqlType(type) : type.type;
  const label = field.isRepeated ? "repeated " : "";
  walk.report(
    "TYPE_INCOMPATIBLE",
    `column ${path} is ${column.toUpperCase()}, which travels as ${carrierOf(type)}; the field is ${label}${field.kind}`,
  );
  return { kind: "struct", columns: [] };
}

/** The one field kind that carries a scalar type. */
function kindOf(type: ScalarType): FieldKind {
  switch (type) {
    case "boolean":
      return "bool";
    case "byte":
    case "short":
    case "integer":
    case "date":
      return "int32";
    case "long":
    case "timestamp":
    case "timestamp_ntz":
      return "int64";
    case "float":
    case "double":
    case "string":
      return type;
    case "binary":
      return "bytes";
    default:
      return "string";
  }
}

function carrierOf(type: DataType): string {
  if (typeof type === "string") return kindOf(type);
  switch (type.type) {
    case "struct":
      return "message";
    case "map":
      return "map";
    case "array":
      return isSingle(type.elementType)
        ? `repeated ${carrierOf(type.elementType)}`
        : "nothing that protobuf has; leave it out";
  }
}
