import { fromBinary } from "@bufbuild/protobuf";
import type { WriteStruct } from "../codegen/row-writer.js";
import type { ZerobusError } from "../errors.js";
import {
  type CreateIngestStreamRequest,
  EphemeralStreamRequestSchema,
} from "../protocol/gen/databricks/zerobus/zerobus_service_pb.js";
import { readRow } from "../row/read-row.js";
import type { Call, CallListener, ServerMessage, Transport } from "../transport/transport.js";

/** Rows that came in one message, and its offset. */
export interface ReceivedMessage {
  readonly wireOffset: number;
  readonly rows: readonly Uint8Array[];
}

/** A transport without a network, for tests, which play the server by hand. */
export class InMemoryTransport implements Transport {
  /** Every call started, in order. */
  readonly calls: InMemoryCall[] = [];
  isClosed = false;

  /** The latest call. @throws when there is none. */
  get call(): InMemoryCall {
    const call = this.calls.at(-1);
    if (call === undefined) throw new Error("no call was started");
    return call;
  }

  start(headers: Readonly<Record<string, string>>, listener: CallListener): InMemoryCall {
    const call = new InMemoryCall(headers, listener);
    this.calls.push(call);
    return call;
  }

  close(): void {
    this.isClosed = true;
  }
}

/** One call: what the client has done to it, and what the server can do. */
export class InMemoryCall implements Call {
  readonly headers: Readonly<Record<string, string>>;
  /** The request to create the stream, once it has come. */
  createRequest: CreateIngestStreamRequest | undefined;
  /** The messages with rows, in order. */
  readonly received: ReceivedMessage[] = [];
  isHalfClosed = false;
  isCancelled = false;
  isAbandoned = false;
  /** Whether messages are taken as they come, or left lying as by a slow network. */
  takesMessages = true;
  readonly #listener: CallListener;
  #untaken: (() => void)[] = [];
  #isOver = false;

  constructor(headers: Readonly<Record<string, string>>, listener: CallListener) {
    this.headers = headers;
    this.#listener = listener;
  }

  write(message: Uint8Array, written: () => void): void {
    // A copy: the client writes the next offset over this one.
    const { payload } = fromBinary(EphemeralStreamRequestSchema, Uint8Array.from(message));
    if (payload.case === "createStream") this.createRequest = payload.value;
    else this.received.push(toReceived(payload));
    this.#untaken.push(written);
    if (this.takesMessages) queueMicrotask(() => this.take());
  }

  /** The rows that have come, message by message. */
  rows<Row>(write: WriteStruct<Row>): readonly (readonly Row[])[] {
    return this.received.map(({ rows }) => rows.map((bytes) => readRow(bytes, write)));
  }

  halfClose(): void {
    this.isHalfClosed = true;
  }

  cancel(): void {
    this.isCancelled = true;
    this.#isOver = true;
  }

  abandon(): void {
    this.isAbandoned = true;
    this.cancel();
  }

  /** Takes every message that lies there. */
  take(): void {
    for (const written of this.#untaken.splice(0)) written();
  }

  created(streamId = "stream-1"): void {
    this.#say({ kind: "created", streamId });
  }

  ack(wireOffset: number): void {
    this.#say({ kind: "ack", wireOffset });
  }

  signalClose(durationMs: number): void {
    this.#say({ kind: "close-signal", durationMs });
  }

  /** Ends the call, cleanly if there is no error. */
  end(error?: ZerobusError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#listener.ended(error);
  }

  #say(message: ServerMessage): void {
    if (!this.#isOver) this.#listener.message(message);
  }
}

type Payload = ReturnType<typeof fromBinary<typeof EphemeralStreamRequestSchema>>["payload"];

function toReceived(payload: Payload): ReceivedMessage {
  const json = (text: string): Uint8Array => new TextEncoder().encode(text);
  if (payload.case === "ingestRecord" && payload.value.record.case !== undefined) {
    const { value } = payload.value.record;
    const row = typeof value === "string" ? json(value) : value;
    return { wireOffset: Number(payload.value.offsetId), rows: [row] };
  }
  if (payload.case === "ingestRecordBatch" && payload.value.batch.case !== undefined) {
    const { records } = payload.value.batch.value;
    const rows = records.map((record) => (typeof record === "string" ? json(record) : record));
    return { wireOffset: Number(payload.value.offsetId), rows };
  }
  throw new Error(`the client sent a message that is ${payload.case}`);
}
