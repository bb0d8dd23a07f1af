import { constants, type ServerHttp2Stream } from "node:http2";
import { Duplex } from "node:stream";
import type { ResetError } from "../faults/fault.js";

/** Resets the HTTP/2 stream of a gRPC call (RST_STREAM). */
export function resetStream(call: object, error: ResetError): void {
  http2StreamOf(call).close(constants[`NGHTTP2_${error}`]);
}

/** Whether the stream of a gRPC call was reset by either side, or lost its connection. */
export function wasReset(call: object): boolean {
  return http2StreamOf(call).rstCode !== constants.NGHTTP2_NO_ERROR;
}

/** Tells when the stream of a gRPC call is over, in that way. */
export function onReset(call: object, listener: () => void): void {
  http2StreamOf(call).once("close", () => {
    if (wasReset(call)) listener();
  });
}

/** Tells the client of a gRPC call that its connection takes no more calls (GOAWAY). Open ones go on. */
export function sendGoAway(call: object): void {
  http2StreamOf(call).session?.close();
}

/** Resets the connection of a gRPC call (TCP RST), and with it every call on it. */
export function cutConnection(call: object): void {
  const { session } = http2StreamOf(call);
  if (session === undefined || session.destroyed) return;
  session.socket.resetAndDestroy();
}

/**
 * The HTTP/2 stream below a gRPC call. The library has no way to it, and no other to a reset stream or a
 * GOAWAY for one connection; so this knows the private fields of the exact version that we depend on.
 */
function http2StreamOf(call: object): ServerHttp2Stream {
  const stream: unknown = field(field(call, "call"), "stream");
  if (!isHttp2Stream(stream))
    throw new Error("this version of @grpc/grpc-js keeps its HTTP/2 stream elsewhere");
  return stream;
}

function field(holder: unknown, name: string): unknown {
  return typeof holder === "object" && holder !== null ? Reflect.get(holder, name) : undefined;
}

function isHttp2Stream(value: unknown): value is ServerHttp2Stream {
  return value instanceof Duplex && "rstCode" in value && "session" in value;
}
