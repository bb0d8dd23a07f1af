import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { durationFromMs } from "@bufbuild/protobuf/wkt";
import { Metadata, type ServerDuplexStream } from "@grpc/grpc-js";
import {
  type CreateIngestStreamRequest,
  type EphemeralStreamResponse,
  EphemeralStreamResponseSchema,
  TABLE_NAME_HEADER,
} from "@zerobus-gen/runtime/protocol";
import type { Activity } from "../activity/activity.js";
import type { SeenStream } from "../activity/seen-stream.js";
import type { StreamFault } from "../faults/fault.js";
import type { FaultBook, LiveStream } from "../faults/fault-book.js";
import type { Caller } from "../ingest/authorize.js";
import type { Backlog } from "../ingest/backlog.js";
import { IngestSession } from "../ingest/ingest-session.js";
import type { OpenStream } from "../ingest/open-stream.js";
import { Refusal } from "../ingest/refusal.js";
import { callerOf } from "./caller.js";
import { grpcStatus } from "./grpc-status.js";
import { cutConnection, onReset, resetStream, sendGoAway, wasReset } from "./http2-call.js";
import { ReadGate } from "./read-gate.js";
import { refuseOpen, refuseRows } from "./refusing-faults.js";
import { StreamAcks } from "./stream-acks.js";
import { Timers } from "./timers.js";

/** A call of the one method, its requests still encoded. */
export type IngestCall = ServerDuplexStream<Buffer, EphemeralStreamResponse>;

/** What all streams of a server share. */
export interface StreamServer {
  readonly faults: FaultBook;
  readonly activity: Activity;
  readonly backlog: Backlog;
  readonly log: (line: string) => void;
  /** Decides on a create request; throws a {@link Refusal}. */
  readonly open: (request: CreateIngestStreamRequest, caller: Caller) => OpenStream;
}

/** One call: its {@link IngestSession}, and whatever faults do to it. */
export class ServedStream implements LiveStream {
  readonly #call: IngestCall;
  readonly #server: StreamServer;
  readonly #seen: SeenStream;
  readonly #session: IngestSession;
  readonly #acks: StreamAcks;
  readonly #reading: ReadGate;
  readonly #timers = new Timers();
  #struck = false;
  /** Of the request that is being received. */
  #rows = 0;

  constructor(call: IngestCall, server: StreamServer) {
    const { authorization: _, ...headers } = call.metadata.getMap();
    const texts = Object.entries(headers).map(([name, value]) => [name, value.toString()]);
    const table = call.metadata.get(TABLE_NAME_HEADER)[0]?.toString();
    this.#call = call;
    this.#server = server;
    this.#seen = server.activity.open({ table, peer: call.getPeer(), headers: Object.fromEntries(texts) });
    this.#reading = new ReadGate(call);
    this.#acks = new StreamAcks(call, {
      faults: server.faults,
      stream: this.#seen,
      timers: this.#timers,
      cut: () => this.strike({ kind: "cut" }),
    });
    this.#session = new IngestSession(
      (request) => this.#open(request),
      {
        created: (streamId) => this.#created(streamId),
        acknowledge: (offset) => {
          this.#seen.committed(Number(offset) + 1);
          this.#acks.acknowledge(offset);
        },
        pause: () => this.#reading.hold(),
        resume: () => this.#reading.release(),
        end: (refusal) => this.#acks.inOrder(() => this.#end(refusal)),
      },
      (rows, offset) => {
        refuseRows(server.faults, this, rows, offset);
        this.#rows = rows.length;
      },
      server.backlog,
    );
  }

  get table(): string | undefined {
    return this.#seen.record.table;
  }

  get requests(): number {
    return this.#seen.record.requests;
  }

  /** Serves the call; resolves when it is over. */
  async serve(): Promise<void> {
    const call = this.#call;
    const closed = new Promise<void>((resolve) => call.once("close", () => resolve()));
    this.#server.faults.enter(this);
    this.#sendHeaders();
    call.on("data", (bytes: Buffer) => this.#receive(bytes));
    call.on("end", () => {
      // A lost connection looks like an end first.
      if (wasReset(call)) return;
      this.#seen.record.halfClosed = true;
      this.#session.halfClose();
    });
    // A client may half-close and reset in one go; the answer to the first does not reach it then.
    onReset(call, () => {
      const { record } = this.#seen;
      if (record.ended === "half-close") record.ended = "reset";
    });
    call.on("cancelled", () => this.#session.cancel());
    await closed;
    this.#server.faults.leave(this);
    this.#timers.clear();
    this.#seen.record.ended ??= this.#struck ? "struck" : "reset";
    this.#seen.closed();
  }

  /** Ends it, once what it sent is committed. */
  stop(refusal: Refusal): void {
    this.#session.stop(refusal);
  }

  strike(fault: StreamFault): void {
    switch (fault.kind) {
      case "close-signal":
        return this.#signalClose(fault);
      case "end":
        return this.#session.stop(
          fault.code && new Refusal(fault.code, fault.message ?? "a scripted fault ended the stream"),
        );
      case "reset":
        this.#struck = true;
        return resetStream(this.#call, fault.error ?? "INTERNAL_ERROR");
      case "goaway":
        return sendGoAway(this.#call);
      case "cut":
        this.#struck = true;
        return cutConnection(this.#call);
      case "stall":
        this.#reading.hold();
        return this.#timers.after(fault.forMs, () => this.#reading.release());
      case "delay-acks":
        return this.#acks.delay(fault.delayMs);
      case "drop-acks":
        return this.#acks.mute(this.requests);
      case "empty-response":
        return this.#send(undefined);
    }
  }

  /** At once, unless a fault delays them: some clients send nothing before they have seen the headers. */
  #sendHeaders(): void {
    for (const { delayMs } of this.#server.faults.strikes("headers", this)) {
      this.#reading.hold();
      this.#timers.after(delayMs, () => {
        this.#call.sendMetadata(new Metadata());
        this.#reading.release();
      });
      return;
    }
    this.#call.sendMetadata(new Metadata());
  }

  #open(request: CreateIngestStreamRequest): OpenStream {
    this.#seen.asked(request.tableName);
    refuseOpen(this.#server.faults, this);
    const stream = this.#server.open(request, callerOf(this.#call));
    this.#seen.created(stream.reading.plan.recordType);
    return stream;
  }

  #created(streamId: string): void {
    let delayMs = 0;
    let id: string | undefined = streamId;
    for (const fault of this.#server.faults.strikes("created", this)) {
      switch (fault.kind) {
        case "delay-create":
          delayMs = fault.delayMs;
          break;
        case "never-create":
          return this.#reading.hold();
        case "create-without-id":
          id = undefined;
          break;
      }
    }
    const tell = (): void => {
      this.#send({ case: "createStreamResponse", value: id === undefined ? {} : { streamId: id } });
      this.#strikeAll();
    };
    if (delayMs === 0) return tell();
    this.#reading.hold();
    this.#timers.after(delayMs, () => {
      tell();
      this.#reading.release();
    });
  }

  #receive(bytes: Buffer): void {
    this.#session.receive(bytes);
    if (this.#session.requests === this.requests) return;
    this.#seen.received(this.#rows, bytes.length);
    if (!this.#server.faults.isEmpty) this.#strikeAll();
  }

  #strikeAll(): void {
    for (const fault of this.#server.faults.strikes("stream", this)) this.strike(fault);
  }

  #signalClose({ durationMs, next = "error" }: Extract<StreamFault, { kind: "close-signal" }>): void {
    const duration = durationMs === undefined ? {} : { duration: durationFromMs(durationMs) };
    this.#send({ case: "closeStreamSignal", value: duration });
    if (next === "stay") return;
    const refusal =
      next === "error" ? new Refusal("UNAVAILABLE", "the stream was closed. Error Code: 6002") : undefined;
    this.#timers.after(Math.max(durationMs ?? 0, 0), () => this.#session.stop(refusal));
  }

  #end(refusal: Refusal | undefined): void {
    this.#acks.flush();
    const { record } = this.#seen;
    if (refusal === undefined) {
      record.ended = record.halfClosed ? "half-close" : "ended";
      this.#call.end();
    } else {
      record.ended = "refused";
      record.code = refusal.code;
      this.#server.activity.refused(refusal.about, record.table, refusal.code, refusal.message);
      this.#call.emit("error", grpcStatus(refusal));
    }
  }

  #send(payload: MessageInitShape<typeof EphemeralStreamResponseSchema>["payload"]): void {
    if (this.#call.writableEnded) return;
    this.#call.write(create(EphemeralStreamResponseSchema, payload === undefined ? {} : { payload }));
  }
}
