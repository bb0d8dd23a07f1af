import { defineTable } from "@zerobus-gen/runtime/codegen";

/** As much of `main.shop.orders` as a NOT NULL check asks for. */
export const Orders = defineTable<{ readonly order_id: number; readonly placed_at: Date }>({
  name: "main.shop.orders",
  fingerprint: "",
  descriptor: "CgZPcmRlcnMSEAoIb3JkZXJfaWQYASACKAMSEQoJcGxhY2VkX2F0GAIgAigD",
  write: (w, row) => {
    w.bigint(1, "order_id", row.order_id);
    w.timestamp(2, "placed_at", row.placed_at);
  },
});
