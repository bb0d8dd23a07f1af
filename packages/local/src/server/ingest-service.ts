import { create, toBinary } from "@bufbuild/protobuf";
import {
  Metadata,
  Server,
  type ServerDuplexStream,
  type ServiceDefinition,
  type UntypedHandleCall,
} from "@grpc/grpc-js";
import {
  EPHEMERAL_STREAM_PATH,
  type EphemeralStreamResponse,
  EphemeralStreamResponseSchema,
  MAX_SERVER_MESSAGE_BYTES,
} from "@zerobus-gen/runtime/protocol";
import { IngestSession, type SessionPeer } from "../ingest/ingest-session.js";
import { openStream, type StreamContext } from "../ingest/open-stream.js";
import { Refusal } from "../ingest/refusal.js";
import { AckWriter } from "./ack-writer.js";
import { grpcStatus } from "./grpc-status.js";

type Call = ServerDuplexStream<Buffer, EphemeralStreamResponse>;

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

/** The ingest service: one {@link IngestSession} a stream. */
export class IngestService {
  readonly #context: StreamContext;
  readonly #log: (line: string) => void;
  /** Every live session, with the promise of its end. */
  readonly #sessions = new Map<IngestSession, Promise<void>>();
  #stopped: Refusal | undefined;

  constructor(context: StreamContext, log: (line: string) => void) {
    this.#context = context;
    this.#log = log;
  }

  /** A gRPC server that serves this and nothing else, not listening anywhere yet. */
  createServer(): Server {
    const server = new Server({
      "grpc.max_receive_message_length": GRPC_MESSAGE_BYTES,
      "grpc.max_concurrent_streams": MAX_STREAMS_PER_CONNECTION,
      "grpc.enable_channelz": 0,
    });
    const ephemeralStream: UntypedHandleCall = (call: Call) => this.#serve(call);
    server.addService(SERVICE, { ephemeralStream });
    return server;
  }

  /** Ends every stream with UNAVAILABLE, once what it sent is committed; resolves when they are gone. */
  async stop(): Promise<void> {
    const refusal = new Refusal("UNAVAILABLE", "the local server is stopping");
    this.#stopped = refusal;
    for (const session of this.#sessions.keys()) session.stop(refusal);
    await Promise.all(this.#sessions.values());
  }

  #serve(call: Call): void {
    // At once: some clients send nothing before they have seen the headers.
    call.sendMetadata(new Metadata());
    const [authorization] = call.metadata.get("authorization");
    const session = new IngestSession((request) => {
      const stream = openStream(request, authorization?.toString(), this.#context);
      this.#log(`stream opened on ${stream.table.fullName}`);
      return stream;
    }, this.#peerOf(call));
    const closed = new Promise<void>((resolve) => {
      call.once("close", () => {
        this.#sessions.delete(session);
        resolve();
      });
    });
    this.#sessions.set(session, closed);
    call.on("data", (bytes: Buffer) => session.receive(bytes));
    call.on("end", () => session.halfClose());
    call.on("cancelled", () => session.cancel());
    if (this.#stopped !== undefined) session.stop(this.#stopped);
  }

  #peerOf(call: Call): SessionPeer {
    const acks = new AckWriter(call);
    return {
      created: (streamId) => {
        call.write(
          create(EphemeralStreamResponseSchema, {
            payload: { case: "createStreamResponse", value: { streamId } },
          }),
        );
      },
      acknowledge: (offset) => acks.write(offset),
      pause: () => call.pause(),
      resume: () => call.resume(),
      end: (refusal) => {
        acks.flush();
        if (refusal === undefined) {
          call.end();
        } else {
          this.#log(`stream ended: ${refusal.code} ${refusal.message}`);
          call.emit("error", grpcStatus(refusal));
        }
      },
    };
  }
}
