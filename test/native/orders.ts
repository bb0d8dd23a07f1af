import { create, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import {
  DescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";

/** The table that is streamed into. */
export const ORDERS = "main.shop.orders";

/** {@link ORDERS} as a catalog describes it. */
export const ordersInfo: object = {
  name: "orders",
  catalog_name: "main",
  schema_name: "shop",
  table_type: "MANAGED",
  data_source_format: "DELTA",
  columns: [
    column(0, "id", "long", false),
    column(1, "placed_at", "timestamp", false),
    column(2, "total", "decimal(18,2)", true),
    column(3, "customer", "string", true),
    column(4, "skus", { type: "array", elementType: "string", containsNull: false }, true),
  ],
};

const { INT64, STRING } = Type;
const { OPTIONAL, REPEATED } = Label;

/** The message type of PROTO records, encoded in base64: what the official client takes. */
export const ordersDescriptor: string = Buffer.from(
  toBinary(
    DescriptorProtoSchema,
    create(DescriptorProtoSchema, {
      name: "Orders",
      field: [
        { name: "id", number: 1, label: OPTIONAL, type: INT64 },
        { name: "placed_at", number: 2, label: OPTIONAL, type: INT64 },
        { name: "total", number: 3, label: OPTIONAL, type: STRING },
        { name: "customer", number: 4, label: OPTIONAL, type: STRING },
        { name: "skus", number: 5, label: REPEATED, type: STRING },
      ],
    }),
  ),
).toString("base64");

/** Beyond what a double holds, so that a digit which is lost on the way shows. */
const FIRST_ID = 9_007_199_254_740_993n;

const FIRST_MICROS = 1_700_000_000_000_001n;

/** Which order a row of the table is. */
export function orderOf(id: unknown): number {
  return Number(BigInt(String(id)) - FIRST_ID);
}

/** The row that an order is in the table. */
export function orderRow(order: number): Readonly<Record<string, unknown>> {
  return {
    id: FIRST_ID + BigInt(order),
    placed_at: FIRST_MICROS + BigInt(order),
    total: order % 3 === 0 ? null : BigInt(order) - 50_000n,
    customer: order % 5 === 0 ? null : `customer № ${order}`,
    skus: [`S-${order}`, ""].slice(0, order % 3),
  };
}

/** The order as a PROTO record. */
export function protoOrder(order: number): Buffer {
  const { id, placedAt, total, customer, skus } = valuesOf(order);
  const writer = new BinaryWriter().tag(1, WireType.Varint).int64(id).tag(2, WireType.Varint).int64(placedAt);
  if (total !== undefined) writer.tag(3, WireType.LengthDelimited).string(total);
  if (customer !== undefined) writer.tag(4, WireType.LengthDelimited).string(customer);
  for (const sku of skus) writer.tag(5, WireType.LengthDelimited).string(sku);
  return Buffer.from(writer.finish());
}

/** The order as a JSON record. */
export function jsonOrder(order: number): string {
  const { id, placedAt, ...rest } = valuesOf(order);
  const others = JSON.stringify(rest).slice(1);
  return `{"id":${id},"placed_at":${placedAt},${others}`;
}

interface Values {
  readonly id: bigint;
  readonly placedAt: bigint;
  readonly total: string | undefined;
  readonly customer: string | undefined;
  readonly skus: readonly string[];
}

function valuesOf(order: number): Values {
  const cents = order - 50_000;
  const digits = String(Math.abs(cents)).padStart(3, "0");
  return {
    id: FIRST_ID + BigInt(order),
    placedAt: FIRST_MICROS + BigInt(order),
    total: order % 3 === 0 ? undefined : `${cents < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`,
    customer: order % 5 === 0 ? undefined : `customer № ${order}`,
    skus: [`S-${order}`, ""].slice(0, order % 3),
  };
}

function column(position: number, name: string, type: unknown, nullable: boolean): object {
  return { name, type_json: JSON.stringify({ name, type, nullable, metadata: {} }), position, nullable };
}
