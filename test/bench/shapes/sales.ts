import { Orders, type OrdersRow } from "../../golden/sdk_orders.js";
import type { Shape } from "./shape.js";

/** The eight columns of the table in the official SDK's examples. */
export const sales: Shape<OrdersRow> = {
  name: "sdk_orders",
  table: Orders,
  row: (index) => ({
    id: 100_000 + index,
    customer_name: ["Alice Smith", "Bogdan Ionescu", "Chloé Dupont", "Deniz Yılmaz"][index % 4],
    product_name: ["Wireless mouse", "USB-C dock, 11 ports", "Desk lamp"][index % 3],
    quantity: 1 + (index % 9),
    price: 4.99 + (index % 2_000) / 4,
    status: ["pending", "shipped", "delivered"][index % 3],
    created_at: new Date(1_764_000_000_000 + index * 977),
    updated_at: new Date(1_764_000_060_000 + index * 977),
  }),
};
