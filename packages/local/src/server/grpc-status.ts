import { Metadata, type StatusObject, status } from "@grpc/grpc-js";
import { ERROR_DETAILS_TRAILER, encodeErrorDetails } from "../ingest/error-details.js";
import type { Refusal } from "../ingest/refusal.js";

/** Clients take about 16 KB of trailers, in which the message stands twice and percent-encoded. */
const MAX_MESSAGE_LENGTH = 2000;

/** A refusal as gRPC ends a call with it. */
export function grpcStatus(refusal: Refusal): StatusObject {
  const details = sendable(refusal.message);
  const metadata = new Metadata();
  if (refusal.causes.length > 0) {
    metadata.set(ERROR_DETAILS_TRAILER, Buffer.from(encodeErrorDetails(details, refusal.causes)));
  }
  return { code: status[refusal.code], details, metadata };
}

/** Cut to size, and without unpaired surrogates, over which the percent-encoding would throw. */
function sendable(message: string): string {
  const cut = message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)} …` : message;
  return Buffer.from(cut).toString();
}
