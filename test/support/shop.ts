import type { TableSchema } from "zerobus-gen";

/** A small table that the suites share: an order and its items. */
export const ORDERS: TableSchema = {
  name: { catalog: "main", schema: "shop", table: "orders" },
  columns: [
    { name: "order_id", number: 1, type: { kind: "bigint" }, nullable: false },
    { name: "placed_at", number: 2, type: { kind: "timestamp" }, nullable: false },
    { name: "total", number: 3, type: { kind: "decimal", precision: 18, scale: 2 }, nullable: true },
    { name: "customer_name", number: 4, type: { kind: "string" }, nullable: true },
    {
      name: "items",
      number: 5,
      type: {
        kind: "array",
        elementNullable: false,
        element: {
          kind: "struct",
          fields: [
            { name: "sku", number: 1, type: { kind: "string" }, nullable: false },
            { name: "quantity", number: 2, type: { kind: "int" }, nullable: true },
          ],
        },
      },
      nullable: true,
    },
  ],
};

/** The same table as a catalog describes it. */
export const ORDERS_INFO: unknown = {
  name: "orders",
  catalog_name: "main",
  schema_name: "shop",
  full_name: "main.shop.orders",
  table_type: "MANAGED",
  data_source_format: "DELTA",
  columns: [
    column("order_id", 0, "long", "LONG", false),
    column("placed_at", 1, "timestamp", "TIMESTAMP", false),
    column("total", 2, "decimal(18,2)", "DECIMAL", true),
    column("customer_name", 3, "string", "STRING", true),
    column(
      "items",
      4,
      {
        type: "array",
        containsNull: false,
        elementType: {
          type: "struct",
          fields: [
            { name: "sku", type: "string", nullable: false, metadata: {} },
            { name: "quantity", type: "integer", nullable: true, metadata: {} },
          ],
        },
      },
      "ARRAY",
      true,
    ),
  ],
};

function column(name: string, position: number, type: unknown, typeName: string, nullable: boolean): object {
  const typeJson = JSON.stringify({ name, type, nullable, metadata: {} });
  return { name, position, type_json: typeJson, type_name: typeName, type_text: "", nullable };
}
