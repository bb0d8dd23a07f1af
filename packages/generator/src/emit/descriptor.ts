import { create, toBinary } from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  type FieldDescriptorProto,
  FieldDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import type { ColumnType, Field, MapType, ScalarKind, TableSchema } from "../schema/table-schema.js";
import { exactly, nameScope, pascalCase } from "./names.js";

/** Protobuf types of the scalars: the service's value contract. */
const SCALARS: Readonly<Record<ScalarKind | "decimal", Type>> = {
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
};

/**
 * The serialized `google.protobuf.DescriptorProto` of a table's row: one proto2 message without a package, every
 * other message nested inside it, so that it needs nothing but itself.
 */
export function rowDescriptor(schema: TableSchema): Uint8Array {
  const root = pascalCase(schema.name.table);
  return toBinary(DescriptorProtoSchema, structMessage(root, `.${root}`, schema.columns));
}

function structMessage(name: string, fullName: string, fields: readonly Field[]): DescriptorProto {
  const message = create(DescriptorProtoSchema, { name });
  const claim = nameScope([], exactly);
  for (const field of fields) {
    const { label, type } = labelled(field);
    message.field.push(fieldOf(field.name, field.number, label, type, message, fullName, claim));
  }
  return message;
}

function labelled(field: Field): { readonly label: Label; readonly type: ColumnType } {
  if (field.type.kind === "array") return { label: Label.REPEATED, type: field.type.element };
  if (field.type.kind === "map") return { label: Label.REPEATED, type: field.type };
  return { label: field.nullable ? Label.OPTIONAL : Label.REQUIRED, type: field.type };
}

/** The field; the message that its type needs, if any, goes into `parent`. */
function fieldOf(
  name: string,
  number: number,
  label: Label,
  type: ColumnType,
  parent: DescriptorProto,
  parentName: string,
  claim: (wanted: string) => string,
): FieldDescriptorProto {
  const field = create(FieldDescriptorProtoSchema, { name, number, label, jsonName: name });
  switch (type.kind) {
    case "struct":
    case "map": {
      // protoc demands this name of a map entry.
      const nested = claim(pascalCase(name) + (type.kind === "map" ? "Entry" : ""));
      field.type = Type.MESSAGE;
      field.typeName = `${parentName}.${nested}`;
      parent.nestedType.push(
        type.kind === "map"
          ? entryMessage(nested, field.typeName, type)
          : structMessage(nested, field.typeName, type.fields),
      );
      break;
    }
    case "array":
      throw new TypeError(`${name}: an array directly in an array or a map cannot be written as protobuf`);
    default:
      field.type = SCALARS[type.kind];
  }
  return field;
}

function entryMessage(name: string, fullName: string, type: MapType): DescriptorProto {
  const entry = create(DescriptorProtoSchema, { name, options: { mapEntry: true } });
  const claim = nameScope([], exactly);
  entry.field.push(
    fieldOf("key", 1, Label.OPTIONAL, type.key, entry, fullName, claim),
    fieldOf("value", 2, Label.OPTIONAL, type.value, entry, fullName, claim),
  );
  return entry;
}
