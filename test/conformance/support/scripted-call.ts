import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { fromBinary, isFieldSet } from "@bufbuild/protobuf";
import {
  type CreateIngestStreamRequest,
  type EphemeralStreamRequest,
  EphemeralStreamRequestSchema,
  type IngestRecordBatchRequest,
  IngestRecordBatchRequestSchema,
  type IngestRecordRequest,
  IngestRecordRequestSchema,
} from "@zerobus-gen/runtime/protocol";
import { ack, closeSignal, created } from "./answers.js";
import { FrameReader, frame } from "./grpc-frames.js";
import { numberOf, type RecordFormat } from "./rows.js";
import { Watched } from "./watched.js";

/** A message with rows, as it arrived. */
export interface ReceivedMessage {
  readonly kind: "record" | "batch";
  readonly format: RecordFormat;
  /** Nothing when the message has none. */
  readonly offset: number | undefined;
  readonly rows: readonly Uint8Array[];
}

/** How a call was over: both sides had ended it, or it was reset with an HTTP/2 code, perhaps with its connection. */
export type CallEnd = "ended" | { readonly reset: number };

/** What an error end says besides its status. */
export interface ErrorEnd {
  readonly message?: string;
  /** A serialized `google.rpc.Status`. */
  readonly details?: Uint8Array;
  /** An HTTP/2 code to reset the call with once the status is out: a server that waits for no half-close. */
  readonly reset?: number;
}

const GRPC: OutgoingHttpHeaders = { ":status": 200, "content-type": "application/grpc+proto" };

/** One call as the server has it: a record of what the client does, and a hand to answer with. */
export class ScriptedCall {
  /** The request's headers. */
  readonly headers: IncomingHttpHeaders;
  /** What arrived, in order. Node's client half-closes whatever it resets, so that a reset follows a half-close. */
  readonly log: ("headers" | "create" | "record" | "batch" | "half-close" | "reset")[] = ["headers"];
  /** Every message with rows. */
  readonly messages: ReceivedMessage[] = [];
  readonly #stream: ServerHttp2Stream;
  readonly #frames = new FrameReader();
  readonly #watched = new Watched();
  #createRequest: CreateIngestStreamRequest | undefined;
  #end: CallEnd | undefined;
  #trailers: OutgoingHttpHeaders | undefined;
  #resetAfterwards: number | undefined;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders) {
    this.headers = headers;
    this.#stream = stream;
    stream.on("data", (bytes: Buffer) => {
      for (const message of this.#frames.push(bytes)) {
        this.#receive(fromBinary(EphemeralStreamRequestSchema, message));
      }
    });
    stream.on("end", () => this.#log("half-close"));
    stream.on("aborted", () => this.#log("reset"));
    stream.on("close", () => {
      this.#end = stream.aborted ? { reset: stream.rstCode } : "ended";
      this.#watched.changed();
    });
    stream.on("wantTrailers", () => {
      stream.sendTrailers(this.#trailers ?? {});
      const code = this.#resetAfterwards;
      // In the same turn the reset would overtake the trailers.
      if (code !== undefined) setImmediate(() => stream.close(code));
    });
    stream.on("error", () => {});
  }

  /** The numbers of all rows that arrived, in order. */
  get rows(): readonly number[] {
    return this.messages.flatMap(numbersIn);
  }

  /** Resolves with the request to create the stream. */
  asksToCreate(): Promise<CreateIngestStreamRequest> {
    return this.#watched.until("a request to create the stream", () => this.#createRequest);
  }

  /** Resolves when so many messages with rows have arrived. */
  receives(count: number): Promise<readonly ReceivedMessage[]> {
    const enough = (): readonly ReceivedMessage[] | undefined =>
      this.messages.length >= count ? this.messages : undefined;
    return this.#watched.until(`${count} messages`, enough);
  }

  /** Resolves with the numbers of the rows when so many have arrived, in messages of whatever size. */
  receivesRows(count: number): Promise<readonly number[]> {
    return this.#watched.until(`${count} rows`, () => (this.rows.length >= count ? this.rows : undefined));
  }

  /** Resolves when the client has closed its half of the call. */
  async halfCloses(): Promise<void> {
    await this.#watched.until("a half-close", () => this.log.find((entry) => entry === "half-close"));
  }

  /** Resolves when the call is over, with how. */
  isOver(): Promise<CallEnd> {
    return this.#watched.until("the end of the call", () => this.#end);
  }

  /** Sends the response headers, unless they went before. Every answer does. */
  sendHeaders(): void {
    if (!this.#stream.headersSent) this.#stream.respond(GRPC, { waitForTrailers: true });
  }

  /** Creates the stream, once it is asked to. */
  async creates(streamId = "stream-1"): Promise<void> {
    await this.asksToCreate();
    this.say(created(streamId));
  }

  ack(offset: number | bigint): void {
    this.say(ack(offset));
  }

  signalClose(seconds?: number): void {
    this.say(closeSignal(seconds));
  }

  /** Says messages, all in one piece. */
  say(...messages: readonly Uint8Array[]): void {
    this.sayBytes(Buffer.concat(messages.map((message) => frame(message))));
  }

  /** Says bytes that need not be a message. */
  sayBytes(bytes: Uint8Array): void {
    this.sendHeaders();
    this.#stream.write(bytes);
  }

  /** Ends the call well. */
  finish(): void {
    this.#endWith({ "grpc-status": "0" });
  }

  /** Ends the call well as soon as the client has closed its half. */
  async finishesInTurn(): Promise<void> {
    await this.halfCloses();
    this.finish();
  }

  /** Ends the call with a status: in its headers if they have not been sent, in trailers if they have. */
  fail(status: number, { message, details, reset }: ErrorEnd = {}): void {
    this.#resetAfterwards = reset;
    this.#endWith({
      "grpc-status": String(status),
      ...(message === undefined ? {} : { "grpc-message": encodeURIComponent(message) }),
      ...(details === undefined
        ? {}
        : { "grpc-status-details-bin": Buffer.from(details).toString("base64") }),
    });
  }

  /** Says something, then ends with a status, all in one piece. */
  sayAndFail(message: Uint8Array, status: number, end: ErrorEnd = {}): void {
    this.sendHeaders();
    this.#stream.write(frame(message));
    this.fail(status, end);
  }

  /** Answers as a proxy or a web server would. */
  replyHttp(
    status: number,
    body: string,
    headers: OutgoingHttpHeaders = { "content-type": "text/html" },
  ): void {
    this.#stream.respond({ ":status": status, ...headers });
    this.#stream.end(body);
  }

  /** Ends the bytes of the answer without a status. */
  endWithoutStatus(): void {
    this.#stream.respond(GRPC, { endStream: true });
  }

  /** Resets the call with an HTTP/2 error code. */
  reset(code: number): void {
    this.#stream.close(code);
  }

  /**
   * Tells the client to make no further call on this connection. The calls up to this one still count, younger ones
   * do not.
   */
  goAway(code = 0): void {
    this.#stream.session?.goaway(code, this.#stream.id ?? 0);
  }

  /** Resolves when the client has had time to answer whatever it has heard. */
  async roundTrip(): Promise<void> {
    for (let times = 0; times < 3; times++) {
      await new Promise<void>((resolve) => this.#stream.session?.ping(() => resolve()));
    }
  }

  /** Takes no more bytes from the client: its window fills. */
  stopReading(): void {
    this.#stream.pause();
  }

  readOn(): void {
    this.#stream.resume();
  }

  #endWith(trailers: OutgoingHttpHeaders): void {
    if (!this.#stream.headersSent) {
      this.#stream.respond({ ...GRPC, ...trailers }, { endStream: true });
      return;
    }
    this.#trailers = trailers;
    this.#stream.end();
  }

  #receive({ payload }: EphemeralStreamRequest): void {
    switch (payload.case) {
      case "createStream":
        this.log.push("create");
        this.#createRequest = payload.value;
        break;
      case "ingestRecord":
        this.log.push("record");
        this.messages.push(receivedRecord(payload.value));
        break;
      case "ingestRecordBatch":
        this.log.push("batch");
        this.messages.push(receivedBatch(payload.value));
        break;
      case undefined:
        throw new Error("the client sent an empty request");
    }
    this.#watched.changed();
  }

  #log(entry: "half-close" | "reset"): void {
    this.log.push(entry);
    this.#watched.changed();
  }
}

/** The numbers of a message's rows. */
export function numbersIn({ format, rows }: ReceivedMessage): readonly number[] {
  return rows.map((row) => numberOf(row, format));
}

function receivedRecord(value: IngestRecordRequest): ReceivedMessage {
  const hasOffset = isFieldSet(value, IngestRecordRequestSchema.field.offsetId);
  const offset = hasOffset ? Number(value.offsetId) : undefined;
  const { record } = value;
  if (record.case === "jsonRecord") {
    return { kind: "record", format: "json", offset, rows: [Buffer.from(record.value)] };
  }
  return { kind: "record", format: "proto", offset, rows: record.case === undefined ? [] : [record.value] };
}

function receivedBatch(value: IngestRecordBatchRequest): ReceivedMessage {
  const hasOffset = isFieldSet(value, IngestRecordBatchRequestSchema.field.offsetId);
  const offset = hasOffset ? Number(value.offsetId) : undefined;
  const { batch } = value;
  if (batch.case === "jsonBatch") {
    const rows = batch.value.records.map((text) => Buffer.from(text));
    return { kind: "batch", format: "json", offset, rows };
  }
  return { kind: "batch", format: "proto", offset, rows: batch.value?.records ?? [] };
}
