import { create } from "@bufbuild/protobuf";
import type { TableStream } from "@zerobus-gen/runtime";
import {
  type PlaceOrderRequest,
  type PlaceOrderResponse,
  PlaceOrderResponseSchema,
} from "./gen/shop/v1/orders_pb.js";
import type { OrdersRow } from "./tables/index.js";

/** The handlers of `shop.v1.OrderService`, over the stream of the table. A router of Connect takes them as they are. */
export function orderService(orders: TableStream<OrdersRow>): {
  readonly placeOrder: (request: PlaceOrderRequest) => Promise<PlaceOrderResponse>;
} {
  return {
    placeOrder: async ({ order }) => {
      if (order === undefined) throw new TypeError("the request has no order");
      // The message is the row: nothing is mapped, and the compiler has compared the two.
      const receipt = orders.ingest(order);
      await receipt;
      return create(PlaceOrderResponseSchema, { offset: BigInt(receipt.offset) });
    },
  };
}
