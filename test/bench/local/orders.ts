import type { DataType, Row, StructType } from "../../../packages/local/src/index.js";
import { serialized } from "../../../packages/local/src/testing/descriptors.js";
import { descriptorOf, protoRecord } from "../../../packages/local/src/testing/records.js";

/** The table of the benchmark: twelve columns, two of them nested. */
export const ORDERS = "main.bench.orders";

const COLUMNS: readonly (readonly [name: string, type: DataType])[] = [
  ["order_id", "long"],
  ["customer", "string"],
  ["note", "string"],
  ["total", "decimal(18,2)"],
  ["rate", "decimal(38,10)"],
  ["quantity", "integer"],
  ["paid", "boolean"],
  ["placed_at", "timestamp"],
  ["local_at", "timestamp_ntz"],
  ["due", "date"],
  [
    "items",
    {
      type: "array",
      elementType: struct([
        ["sku", "string"],
        ["quantity", "integer"],
        ["price", "double"],
      ]),
      containsNull: true,
    },
  ],
  ["attributes", { type: "map", keyType: "string", valueType: "string", valueContainsNull: true }],
];

const SCHEMA = struct(COLUMNS);

/** {@link ORDERS} as a catalog describes it. */
export const ordersInfo: object = {
  catalog_name: "main",
  schema_name: "bench",
  name: "orders",
  table_type: "MANAGED",
  data_source_format: "DELTA",
  columns: SCHEMA.fields.map((field, position) => ({
    name: field.name,
    type_text: typeof field.type === "string" ? field.type : field.type.type,
    type_json: JSON.stringify(field),
    type_name: typeof field.type === "string" ? field.type : field.type.type,
    position,
    nullable: field.nullable,
  })),
};

/** The message type of {@link orders}, serialized. */
export const ordersDescriptor: Uint8Array = serialized(descriptorOf(SCHEMA));

/** So many orders, encoded; about 180 bytes each. */
export function orders(count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, index) => protoRecord(order(index), SCHEMA));
}

function order(index: number): Row {
  const spread = Math.imul(index + 1, 0x9e3779b1) >>> 0;
  const micros = 1_764_000_000_000_000n + BigInt(index) * 1_337n;
  return {
    order_id: BigInt(index),
    customer: `customer-${spread % 5_000}`,
    note: `left at door ${spread.toString(36)}`,
    total: BigInt(spread),
    rate: 10n ** 10n + BigInt(spread) * 31n,
    quantity: (spread % 40) + 1,
    paid: spread % 3 !== 0,
    placed_at: micros,
    local_at: micros + 3_600_000_000n,
    due: 20_400 + (spread % 60),
    items: Array.from({ length: 1 + (spread % 3) }, (_, at) => ({
      sku: `SKU-${(spread + at) % 997}`,
      quantity: at + 1,
      price: ((spread + at) % 10_000) / 100,
    })),
    attributes: new Map([
      ["channel", spread % 2 === 0 ? "web" : "store"],
      ["campaign", `c${spread % 20}`],
    ]),
  };
}

function struct(columns: readonly (readonly [name: string, type: DataType])[]): StructType {
  return {
    type: "struct",
    fields: columns.map(([name, type]) => ({ name, type, nullable: true, metadata: {} })),
  };
}
