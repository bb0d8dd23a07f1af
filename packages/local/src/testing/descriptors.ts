import { create, toBinary } from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";

/** One field in short: `["tags", 3, "repeated string"]`, `["item", 4, "Item"]`. */
export type FieldSpec = readonly [name: string, number: number, type: string];

/** A message type in short; types that are no scalars are names of messages. */
export function message(
  name: string,
  fields: readonly FieldSpec[],
  nestedType: readonly DescriptorProto[] = [],
  options: { mapEntry?: boolean } = {},
): DescriptorProto {
  return create(DescriptorProtoSchema, {
    name,
    options,
    nestedType: [...nestedType],
    field: fields.map(([fieldName, number, spec]) => {
      const [label, type = label] = spec.split(" ");
      return {
        name: fieldName,
        number,
        label: label === "repeated" ? Label.REPEATED : label === "required" ? Label.REQUIRED : Label.OPTIONAL,
        ...typeOf(type ?? ""),
      };
    }),
  });
}

/** The entry message of a map field. */
export function mapEntry(name: string, key: string, value: string): DescriptorProto {
  const fields: readonly FieldSpec[] = [
    ["key", 1, key],
    ["value", 2, value],
  ];
  return message(name, fields, [], { mapEntry: true });
}

/** As a client sends it. */
export function serialized(descriptor: DescriptorProto): Uint8Array {
  return toBinary(DescriptorProtoSchema, descriptor);
}

function typeOf(text: string): { type: Type; typeName?: string } {
  const known = Object.entries(Type).find(([name]) => name === text.toUpperCase());
  return known !== undefined && typeof known[1] === "number"
    ? { type: known[1] }
    : { type: Type.MESSAGE, typeName: text };
}
