import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { StructType } from "../schema/struct-type.js";
import { message, serialized } from "./descriptors.js";

/** The table of the tests: an id that must be there, a note, an amount. */
export const ORDERS = "main.shop.orders";

/** {@link ORDERS} as a catalog describes it. */
export const ordersInfo: object = {
  name: "orders",
  catalog_name: "main",
  schema_name: "shop",
  table_type: "MANAGED",
  data_source_format: "DELTA",
  columns: [
    column("id", "long", false, 0),
    { ...column("note", "string", true, 1), comment: "free text" },
    column("total", "decimal(10,2)", true, 2),
  ],
};

/** {@link ORDERS} as the store keeps it. */
export const ordersSchema: StructType = {
  type: "struct",
  fields: [
    { name: "id", type: "long", nullable: false, metadata: {} },
    { name: "note", type: "string", nullable: true, metadata: { comment: "free text" } },
    { name: "total", type: "decimal(10,2)", nullable: true, metadata: {} },
  ],
};

/** The message type that a client of {@link ORDERS} sends. */
export const ordersDescriptor: Uint8Array = serialized(
  message("Orders", [
    ["id", 1, "int64"],
    ["note", 2, "string"],
    ["total", 3, "string"],
  ]),
);

/** One encoded order. */
export function order(id: number | bigint, note?: string, total?: string): Uint8Array {
  const writer = new BinaryWriter().tag(1, WireType.Varint).int64(BigInt(id));
  if (note !== undefined) writer.tag(2, WireType.LengthDelimited).string(note);
  if (total !== undefined) writer.tag(3, WireType.LengthDelimited).string(total);
  return writer.finish();
}

function column(name: string, type: string, nullable: boolean, position: number): object {
  return {
    name,
    type_text: type,
    type_json: JSON.stringify({ name, type, nullable, metadata: {} }),
    type_name: type,
    position,
    nullable,
  };
}
