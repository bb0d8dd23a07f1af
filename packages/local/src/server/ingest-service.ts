import { toBinary } from "@bufbuild/protobuf";
import { Server, type ServiceDefinition, type UntypedHandleCall } from "@grpc/grpc-js";
import {
  EPHEMERAL_STREAM_PATH,
  type EphemeralStreamResponse,
  EphemeralStreamResponseSchema,
  MAX_SERVER_MESSAGE_BYTES,
} from "@zerobus-gen/runtime/protocol";
import { Backlog } from "../ingest/backlog.js";
import { openStream, type StreamContext } from "../ingest/open-stream.js";
import { Refusal } from "../ingest/refusal.js";
import { type IngestCall, ServedStream, type StreamServer } from "./served-stream.js";

/** Messages reach the session as bytes: what cannot be read is its to refuse, with a code that ends retries. */
const SERVICE: ServiceDefinition = {
  ephemeralStream: {
    path: EPHEMERAL_STREAM_PATH,
    requestStream: true,
    responseStream: true,
    requestSerialize: (bytes: Buffer) => bytes,
    requestDeserialize: (bytes: Buffer) => bytes,
    responseSerialize: (response: EphemeralStreamResponse) =>
      Buffer.from(toBinary(EphemeralStreamResponseSchema, response)),
    responseDeserialize: (bytes: Buffer) => bytes,
  },
};

/**
 * gRPC answers what is larger than its limit by itself, with a code that clients retry for ever. So it is set
 * above the service's own limit, and a message that is merely too large gets the right answer.
 */
const GRPC_MESSAGE_BYTES = 4 * MAX_SERVER_MESSAGE_BYTES;

const MAX_STREAMS_PER_CONNECTION = 1000;

/** The ingest service: one {@link ServedStream} a call. */
export class IngestService {
  readonly #server: StreamServer;
  /** Every live stream, with the promise of its end. */
  readonly #live = new Map<ServedStream, Promise<void>>();
  #stopped: Refusal | undefined;

  constructor(context: StreamContext, server: Omit<StreamServer, "open" | "backlog">) {
    this.#server = {
      ...server,
      backlog: new Backlog(),
      open: (request, caller) => openStream(request, caller, context),
    };
  }

  /** A gRPC server that serves this and nothing else, not listening anywhere yet. */
  createServer(): Server {
    const server = new Server({
      "grpc.max_receive_message_length": GRPC_MESSAGE_BYTES,
      "grpc.max_concurrent_streams": MAX_STREAMS_PER_CONNECTION,
      "grpc.enable_channelz": 0,
    });
    const ephemeralStream: UntypedHandleCall = (call: IngestCall) => void this.#serve(call);
    server.addService(SERVICE, { ephemeralStream });
    return server;
  }

  /** Ends every stream with UNAVAILABLE, once what it sent is committed; resolves when they are gone. */
  async stop(): Promise<void> {
    const refusal = new Refusal("UNAVAILABLE", "the local server is stopping");
    this.#stopped = refusal;
    for (const stream of this.#live.keys()) stream.stop(refusal);
    await Promise.all(this.#live.values());
  }

  async #serve(call: IngestCall): Promise<void> {
    const stream = new ServedStream(call, this.#server);
    const over = stream.serve();
    this.#live.set(stream, over);
    if (this.#stopped !== undefined) stream.stop(this.#stopped);
    await over;
    this.#live.delete(stream);
  }
}
