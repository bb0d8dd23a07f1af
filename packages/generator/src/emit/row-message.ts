import type { ColumnType, Field, MapType, TableSchema } from "@zerobus-gen/schema";
import { exactly, nameScope, pascalCase } from "./names.js";

/**
 * The protobuf message of a row, STRUCT or map entry: what the descriptor and the `.proto` of a table say each in
 * its own form.
 */
export interface RowMessage {
  readonly name: string;
  /** From the root on, with a dot before it: `.Orders.Items`. */
  readonly fullName: string;
  readonly fields: readonly MessageField[];
  /** Messages declared inside, in the order of the fields that need them. */
  readonly nested: readonly RowMessage[];
  /** Whether it is what a MAP repeats: a key and a value. */
  readonly isEntry: boolean;
}

/** One field of a {@link RowMessage}. */
export interface MessageField {
  readonly name: string;
  readonly number: number;
  readonly label: "optional" | "required" | "repeated";
  /** What one value is. */
  readonly type: ProtoScalar | RowMessage;
  /** The column or STRUCT field that it is for; a key or value of a MAP has none. */
  readonly column?: Field;
}

/** The scalars of protobuf that columns need. */
export type ProtoScalar = "bool" | "int32" | "int64" | "float" | "double" | "string" | "bytes";

/** Kinds of types that are one value on the wire. */
type Flat = Exclude<ColumnType["kind"], "struct" | "array" | "map" | "unsupported">;

/** The service's value contract. */
const SCALARS: Readonly<Record<Flat, ProtoScalar>> = {
  boolean: "bool",
  tinyint: "int32",
  smallint: "int32",
  int: "int32",
  bigint: "int64",
  float: "float",
  double: "double",
  string: "string",
  char: "string",
  varchar: "string",
  binary: "bytes",
  date: "int32",
  timestamp: "int64",
  timestamp_ntz: "int64",
  decimal: "string",
  variant: "string",
};

/** The message of a table's row, without a package and with every other message nested inside it. */
export function rowMessage(schema: TableSchema): RowMessage {
  const root = pascalCase(schema.name.table);
  return structMessage(root, `.${root}`, schema.columns);
}

/** A message under way: its nested messages are declared in it under names of their own. */
interface Scope {
  readonly nested: RowMessage[];
  readonly fullName: string;
  readonly claim: (wanted: string) => string;
}

function structMessage(name: string, fullName: string, columns: readonly Field[]): RowMessage {
  const nested: RowMessage[] = [];
  // Fields and messages share one scope: a STRUCT column called Items cannot have the message Items beside it.
  const taken = columns.map((column) => column.name);
  const scope: Scope = { nested, fullName, claim: nameScope(taken, exactly) };
  const fields = columns.map((column): MessageField => {
    const repeated = column.type.kind === "array" || column.type.kind === "map";
    const label = repeated ? "repeated" : column.nullable ? "optional" : "required";
    const single = column.type.kind === "array" ? column.type.element : column.type;
    const type = valueType(single, "", column.name, scope);
    return { name: column.name, number: column.number, label, type, column };
  });
  return { name, fullName, fields, nested, isEntry: false };
}

/** The type of one value. The message that it needs, if any, is declared in the scope, named after the column. */
function valueType(type: ColumnType, suffix: string, column: string, scope: Scope): ProtoScalar | RowMessage {
  switch (type.kind) {
    case "struct":
      return declare(scope, pascalCase(column) + suffix, (name, fullName) =>
        structMessage(name, fullName, type.fields),
      );
    case "map":
      // protoc demands this name of an entry, and that it holds nothing but key and value.
      return declare(scope, `${pascalCase(column)}Entry`, (name, fullName) =>
        entryMessage(name, fullName, type, { column, scope }),
      );
    case "array":
      throw new TypeError(`${column}: an array directly in an array or a map cannot be written as protobuf`);
    case "unsupported":
      throw new TypeError(`${column}: ${type.sql} cannot be written as protobuf`);
  }
  return SCALARS[type.kind];
}

function declare(
  { nested, fullName, claim }: Scope,
  wanted: string,
  make: (name: string, fullName: string) => RowMessage,
): RowMessage {
  const name = claim(wanted);
  const message = make(name, `${fullName}.${name}`);
  nested.push(message);
  return message;
}

/** The message of an entry. One that its value needs stands beside it, since nothing may be declared inside. */
function entryMessage(
  name: string,
  fullName: string,
  type: MapType,
  { column, scope }: { readonly column: string; readonly scope: Scope },
): RowMessage {
  const fields = [
    { name: "key", number: 1, label: "optional", type: valueType(type.key, "", column, scope) },
    { name: "value", number: 2, label: "optional", type: valueType(type.value, "Value", column, scope) },
  ] as const;
  return { name, fullName, fields, nested: [], isEntry: true };
}
