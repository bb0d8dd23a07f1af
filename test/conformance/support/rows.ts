import { create, toBinary } from "@bufbuild/protobuf";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import {
  DescriptorProtoSchema,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
} from "@bufbuild/protobuf/wkt";
import { defineTable, type RowWriter } from "@zerobus-gen/runtime/codegen";

/** A row whose number says which one it is, and whose text makes it as large as a test needs. */
export interface Row {
  readonly n: number;
  readonly text?: string | null | undefined;
}

/** The serialized descriptor of a row, as the server is to receive it. */
export const DESCRIPTOR: Uint8Array = toBinary(
  DescriptorProtoSchema,
  create(DescriptorProtoSchema, {
    name: "Rows",
    field: [
      {
        name: "n",
        number: 1,
        type: FieldDescriptorProto_Type.INT32,
        label: FieldDescriptorProto_Label.REQUIRED,
      },
      {
        name: "text",
        number: 2,
        type: FieldDescriptorProto_Type.STRING,
        label: FieldDescriptorProto_Label.OPTIONAL,
      },
    ],
  }),
);

/** The table that every conversation is about. */
export const ROWS = defineTable<Row>({
  name: "main.conformance.rows",
  fingerprint: "sha256:0",
  descriptor: Buffer.from(DESCRIPTOR).toString("base64"),
  write: (w: RowWriter, row: Row) => {
    w.int(1, "n", row.n);
    if (row.text != null) w.string(2, "text", row.text);
  },
});

/** How rows travel. */
export type RecordFormat = "proto" | "json";

/** The number of an encoded row, read without the client's help. */
export function numberOf(bytes: Uint8Array, format: RecordFormat): number {
  if (format === "json") {
    const row: Row = JSON.parse(Buffer.from(bytes).toString());
    return row.n;
  }
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1) return reader.int32();
    reader.skip(wireType, field);
  }
  throw new Error("an encoded row has no number");
}

/** Rows numbered from `from` on. */
export function rowsFrom(from: number, count: number): readonly Row[] {
  return Array.from({ length: count }, (_, at) => ({ n: from + at }));
}
