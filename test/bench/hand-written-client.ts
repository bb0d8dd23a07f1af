import { once } from "node:events";
import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { type ChannelOptions, Client, type ClientDuplexStream, credentials, Metadata } from "@grpc/grpc-js";
import {
  EPHEMERAL_STREAM_PATH,
  type EphemeralStreamRequest,
  EphemeralStreamRequestSchema,
  type EphemeralStreamResponse,
  EphemeralStreamResponseSchema,
  RecordType,
} from "@zerobus-gen/runtime/protocol";
import type { TableMessage } from "./encoded-rows.js";

type Payload = NonNullable<MessageInitShape<typeof EphemeralStreamRequestSchema>["payload"]>;

/** How it is set up. */
export interface HandWrittenOptions {
  /** Messages unacked, at most. Default: without end. */
  readonly maxInFlight?: number;
  readonly channel?: ChannelOptions;
  readonly headers?: Metadata;
}

/** Without the buffer from which grpc-js would send a call again: it makes small messages several times as dear. */
export const NO_RETRIES: ChannelOptions = { "grpc.per_rpc_retry_buffer_size": 0 };

/** The client that one writes by hand over grpc-js and generated messages, and no more than that. */
export class HandWrittenClient {
  readonly #client: Client;
  readonly #call: ClientDuplexStream<EphemeralStreamRequest, EphemeralStreamResponse>;
  readonly #maxInFlight: number;
  #next = 0n;
  #unacked = 0n;
  #isCreated = false;
  #draining: Promise<unknown> | undefined;
  #changed: () => void = () => {};
  /** Told as acks come how many messages are acked. */
  onAck: (acked: bigint) => void = () => {};

  constructor(endpoint: string, options: HandWrittenOptions = {}) {
    const { maxInFlight, channel, headers } = options;
    this.#maxInFlight = maxInFlight ?? Number.POSITIVE_INFINITY;
    this.#client = new Client(new URL(endpoint).host, credentials.createInsecure(), channel);
    this.#call = this.#client.makeBidiStreamRequest(
      EPHEMERAL_STREAM_PATH,
      (request: EphemeralStreamRequest) => Buffer.from(toBinary(EphemeralStreamRequestSchema, request)),
      (bytes: Buffer) => fromBinary(EphemeralStreamResponseSchema, bytes),
      headers ?? new Metadata(),
    );
    this.#call.on("data", ({ payload }: EphemeralStreamResponse) => {
      if (payload.case === "createStreamResponse") this.#isCreated = true;
      if (payload.case === "ingestRecordResponse") {
        this.#unacked = payload.value.durabilityAckUpToOffset + 1n;
        this.onAck(this.#unacked);
      }
      this.#changed();
    });
  }

  async open({ name, descriptor }: TableMessage): Promise<void> {
    const descriptorProto = Buffer.from(descriptor, "base64");
    const value = { tableName: name, descriptorProto, recordType: RecordType.PROTO };
    await this.#write({ case: "createStream", value });
    await this.#until(() => this.#isCreated);
  }

  /** One message of one row. */
  async sendRow(row: Uint8Array): Promise<void> {
    await this.#room();
    const record = { case: "protoEncodedRecord", value: row } as const;
    await this.#write({ case: "ingestRecord", value: { offsetId: this.#next++, record } });
  }

  /** One message of many rows. */
  async sendBatch(records: Uint8Array[]): Promise<void> {
    await this.#room();
    const batch = { case: "protoEncodedBatch", value: { records } } as const;
    await this.#write({ case: "ingestRecordBatch", value: { offsetId: this.#next++, batch } });
  }

  /** Resolves when everything that was sent is acked. */
  flush(): Promise<void> {
    return this.#until(() => this.#unacked === this.#next);
  }

  async close(): Promise<void> {
    this.#call.end();
    await once(this.#call, "end");
    this.#client.close();
  }

  #room(): Promise<void> | undefined {
    const isFull = (): boolean => this.#next - this.#unacked >= this.#maxInFlight;
    return isFull() ? this.#until(() => !isFull()) : undefined;
  }

  async #write(payload: Payload): Promise<void> {
    const request = create(EphemeralStreamRequestSchema, { payload });
    if (!this.#call.write(request)) await this.#drained();
  }

  /** However many wait for it. */
  #drained(): Promise<unknown> {
    this.#draining ??= once(this.#call, "drain").finally(() => (this.#draining = undefined));
    return this.#draining;
  }

  async #until(isMet: () => boolean): Promise<void> {
    while (!isMet()) await new Promise<void>((resolve) => (this.#changed = resolve));
  }
}
