import type { Metadata } from "@grpc/grpc-js";
import { TABLE_NAME_HEADER } from "@zerobus-gen/runtime/protocol";
import type { Caller } from "../ingest/authorize.js";

/** Who a gRPC call comes from. */
export function callerOf(call: { readonly metadata: Metadata; getHost(): string }): Caller {
  const header = (name: string): string | undefined => call.metadata.get(name)[0]?.toString();
  return { authorization: header("authorization"), host: call.getHost(), table: header(TABLE_NAME_HEADER) };
}
