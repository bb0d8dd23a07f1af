import { Orders, type OrdersRow } from "../tables/index.js";
import type { Shape } from "./shape.js";

const STATUSES = ["new", "paid", "shipped", "returned"];

/** Twelve flat columns: what a shop writes for an order, as its code has it at hand. */
export const orders: Shape<OrdersRow> = {
  name: "12 columns",
  table: Orders,
  row: (index) => ({
    order_id: 1_000_000_000 + index * 7_919,
    customer_id: 42_000 + index,
    placed_at: new Date(1_764_000_000_000 + index * 1_234),
    shipped_on: `2026-01-${String(1 + (index % 28)).padStart(2, "0")}`,
    status: STATUSES[index % 4] ?? "new",
    currency: "EUR",
    total: (1 + (index % 9_999) * 1.37).toFixed(2),
    quantity: index % 50,
    weight: (index % 400) / 4,
    is_gift: index % 3 === 0,
    email: `customer${index}@example.com`,
    updated_at: 1_764_000_000_000_000n + BigInt(index),
  }),
};
