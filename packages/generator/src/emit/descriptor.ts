import { create, toBinary } from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  type FieldDescriptorProto,
  FieldDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import type { ColumnType, Field, MapType, TableSchema } from "@zerobus-gen/schema";
import { exactly, nameScope, pascalCase } from "./names.js";

/** Kinds of types that are one value on the wire. */
type Flat = Exclude<ColumnType["kind"], "struct" | "array" | "map" | "unsupported">;

/** Protobuf types of the scalars: the service's value contract. */
const SCALARS: Readonly<Record<Flat, Type>> = {
  boolean: Type.BOOL,
  tinyint: Type.INT32,
  smallint: Type.INT32,
  int: Type.INT32,
  bigint: Type.INT64,
  float: Type.FLOAT,
  double: Type.DOUBLE,
  string: Type.STRING,
  binary: Type.BYTES,
  date: Type.INT32,
  timestamp: Type.INT64,
  timestamp_ntz: Type.INT64,
  decimal: Type.STRING,
  char: Type.STRING,
  varchar: Type.STRING,
  variant: Type.STRING,
};

/**
 * The serialized `google.protobuf.DescriptorProto` of a table's row: one proto2 message without a package, every
 * other message nested inside it, so that it needs nothing but itself.
 */
export function rowDescriptor(schema: TableSchema): Uint8Array {
  const root = pascalCase(schema.name.table);
  return toBinary(DescriptorProtoSchema, structMessage(root, `.${root}`, schema.columns));
}

/** A message under way: its nested messages are declared in it under names of their own. */
interface Scope {
  readonly message: DescriptorProto;
  readonly fullName: string;
  readonly claim: (wanted: string) => string;
}

function structMessage(name: string, fullName: string, fields: readonly Field[]): DescriptorProto {
  const message = create(DescriptorProtoSchema, { name });
  const scope: Scope = { message, fullName, claim: nameScope([], exactly) };
  for (const field of fields) {
    const repeated = field.type.kind === "array" || field.type.kind === "map";
    const label = repeated ? Label.REPEATED : field.nullable ? Label.OPTIONAL : Label.REQUIRED;
    const type = field.type.kind === "array" ? field.type.element : field.type;
    message.field.push(fieldOf(field.name, field.number, label, type, pascalCase(field.name), scope));
  }
  return message;
}

/** A field. The message that its type needs, if any, is declared in the scope, and called `wanted` if it can be. */
function fieldOf(
  name: string,
  number: number,
  label: Label,
  type: ColumnType,
  wanted: string,
  scope: Scope,
): FieldDescriptorProto {
  const field = create(FieldDescriptorProtoSchema, { name, number, label, jsonName: name });
  switch (type.kind) {
    case "struct":
      return declare(field, scope, wanted, (nested, fullName) =>
        structMessage(nested, fullName, type.fields),
      );
    case "map":
      // protoc demands this name of an entry, and that it holds nothing but key and value.
      return declare(field, scope, `${wanted}Entry`, (nested) =>
        entryMessage(nested, type, `${wanted}Value`, scope),
      );
    case "array":
      throw new TypeError(`${name}: an array directly in an array or a map cannot be written as protobuf`);
    case "unsupported":
      throw new TypeError(`${name}: ${type.sql} cannot be written as protobuf`);
  }
  field.type = SCALARS[type.kind];
  return field;
}

function declare(
  field: FieldDescriptorProto,
  { message, fullName, claim }: Scope,
  wanted: string,
  make: (name: string, fullName: string) => DescriptorProto,
): FieldDescriptorProto {
  const name = claim(wanted);
  field.type = Type.MESSAGE;
  field.typeName = `${fullName}.${name}`;
  message.nestedType.push(make(name, field.typeName));
  return field;
}

function entryMessage(name: string, type: MapType, wanted: string, scope: Scope): DescriptorProto {
  const key = fieldOf("key", 1, Label.OPTIONAL, type.key, wanted, scope);
  const value = fieldOf("value", 2, Label.OPTIONAL, type.value, wanted, scope);
  return create(DescriptorProtoSchema, { name, options: { mapEntry: true }, field: [key, value] });
}
