import { randomUUID } from "node:crypto";
import type { CreateIngestStreamRequest } from "@zerobus-gen/runtime/protocol";
import type { Row } from "../schema/row.js";
import type { CommitSource } from "../store/group-commit.js";
import type { TableWatcher } from "../store/table.js";
import { Backlog, type BacklogOwner, type BacklogShare } from "./backlog.js";
import { decodeRows, readRequest, takeRecords } from "./ingest-request.js";
import type { OpenStream, RecordReading } from "./open-stream.js";
import { Refusal } from "./refusal.js";

/** The client of a session, as the session sees it. */
export interface SessionPeer extends BacklogOwner {
  /** The stream is open, under this id. */
  created(streamId: string): void;
  /** Every request up to and including this offset is durable. */
  acknowledge(offset: bigint): void;
  /** The stream is over: well, or for this reason. Comes once, and last. */
  end(refusal: Refusal | undefined): void;
}

/**
 * awaiting-create ─► ingesting ─► draining ─► ended
 *
 * Whatever ends a stream, what it had accepted is committed and acknowledged first; only a client that has
 * gone, or a commit that fails, ends it at once.
 */
type State =
  | { readonly kind: "awaiting-create" }
  | { readonly kind: "ingesting"; readonly stream: OpenStream; readonly reading: RecordReading }
  | { readonly kind: "draining"; readonly refusal: Refusal | undefined }
  | { readonly kind: "ended" };

/** One stream, from its first message to its last acknowledgement. */
export class IngestSession implements CommitSource, TableWatcher {
  readonly #open: (request: CreateIngestStreamRequest) => OpenStream;
  readonly #peer: SessionPeer;
  readonly #inspect: (rows: readonly Row[], offset: bigint) => void;
  #state: State = { kind: "awaiting-create" };
  /** Takes the session out of those that hear of its table. */
  #unwatch: () => void = () => {};
  #nextOffset = 0n;
  #committedUpTo = -1n;
  readonly #waiting: BacklogShare;

  /**
   * @param open decides on the create request; it throws a {@link Refusal}
   * @param inspect sees each request before it is committed, and may throw a {@link Refusal}
   * @param backlog of all streams of the server
   */
  constructor(
    open: (request: CreateIngestStreamRequest) => OpenStream,
    peer: SessionPeer,
    inspect: (rows: readonly Row[], offset: bigint) => void = () => {},
    backlog: Backlog = new Backlog(),
  ) {
    this.#open = open;
    this.#peer = peer;
    this.#inspect = inspect;
    this.#waiting = backlog.share(peer);
  }

  /** How many requests it has accepted. */
  get requests(): number {
    return Number(this.#nextOffset);
  }

  /** One message from the client. */
  receive(bytes: Uint8Array): void {
    try {
      this.#receive(bytes);
    } catch (error) {
      this.#drain(asRefusal(error));
    }
  }

  /** The client sends no more. */
  halfClose(): void {
    this.#drain(undefined);
  }

  /** The server wants to be rid of the stream: for this reason, or well. */
  stop(refusal: Refusal | undefined): void {
    this.#drain(refusal);
  }

  /** The client is gone. What it had sent may still be committed. */
  cancel(): void {
    this.#state = { kind: "ended" };
    this.#unwatch();
  }

  /** The table is another now: a stream whose records no longer fit it ends as one that never did. */
  altered(): void {
    if (this.#state.kind !== "ingesting") return;
    const { stream } = this.#state;
    try {
      this.#state = { kind: "ingesting", stream, reading: stream.read() };
    } catch (error) {
      this.#drain(asRefusal(error));
    }
  }

  /** The table is gone. */
  dropped(): void {
    if (this.#state.kind !== "ingesting") return;
    const { fullName } = this.#state.stream.table;
    this.#drain(new Refusal("NOT_FOUND", `table ${fullName} was dropped`));
  }

  committed(offset: bigint, bytes: number): void {
    this.#committedUpTo = offset;
    if (this.#state.kind !== "ended") this.#peer.acknowledge(offset);
    this.#waiting.remove(bytes);
    this.#endWhenDrained();
  }

  failed(reason: unknown): void {
    this.#waiting.remove(this.#waiting.bytes);
    this.#end(
      new Refusal("UNAVAILABLE", `the commit failed, send again what is not acknowledged: ${String(reason)}`),
    );
  }

  #receive(bytes: Uint8Array): void {
    switch (this.#state.kind) {
      case "awaiting-create":
        return this.#create(bytes);
      case "ingesting":
        return this.#ingest(this.#state.stream, this.#state.reading, bytes);
      case "draining":
      case "ended":
        return;
    }
  }

  #create(bytes: Uint8Array): void {
    const { payload } = readRequest(bytes);
    if (payload.case !== "createStream") {
      throw new Refusal("INVALID_ARGUMENT", "the first message of a stream must be create_stream");
    }
    const stream = this.#open(payload.value);
    this.#state = { kind: "ingesting", stream, reading: stream.reading };
    const { watchers } = stream.table;
    watchers.add(this);
    this.#unwatch = () => watchers.delete(this);
    this.#peer.created(randomUUID());
  }

  #ingest({ table }: OpenStream, { plan, decode }: RecordReading, bytes: Uint8Array): void {
    const request = takeRecords(bytes, this.#nextOffset, plan.recordType);
    const rows = decodeRows(request, decode, table.schema.fields.length);
    this.#inspect(rows, request.offset);
    this.#nextOffset += 1n;
    const { offset, records } = request;
    table.commits.add({ source: this, offset, rows: { plan, records }, bytes: bytes.length });
    this.#waiting.add(bytes.length);
  }

  #drain(refusal: Refusal | undefined): void {
    if (this.#state.kind === "draining" || this.#state.kind === "ended") return;
    // Nothing more of it will come that would be worth waiting for.
    if (this.#state.kind === "ingesting") this.#state.stream.table.commits.hurry();
    this.#state = { kind: "draining", refusal };
    this.#endWhenDrained();
  }

  #endWhenDrained(): void {
    const isDrained = this.#committedUpTo === this.#nextOffset - 1n;
    if (this.#state.kind === "draining" && isDrained) this.#end(this.#state.refusal);
  }

  #end(refusal: Refusal | undefined): void {
    if (this.#state.kind === "ended") return;
    this.#state = { kind: "ended" };
    this.#unwatch();
    this.#peer.end(refusal);
  }
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal("INTERNAL", `a defect of the local server: ${String(error)}`);
}
