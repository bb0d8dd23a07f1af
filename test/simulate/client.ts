import { ZerobusError } from "../../packages/runtime/src/errors.js";
import type { StreamEffect, StreamEvent, StreamState } from "../../packages/runtime/src/stream/state.js";
import type { Chance } from "./chance.js";
import { type Design, transitionOf } from "./design.js";
import type { EventQueue } from "./event-queue.js";
import type { Call, Region } from "./region.js";
import type { Tally } from "./tally.js";
import { TokenCache } from "./token-cache.js";
import type { TokenEndpoint } from "./token-endpoint.js";

const ROWS_PER_MS = 10 / 1_000;
const BATCH_EVERY_MS = 2_000;
/** Nothing here asks for it. */
const STREAM_ID = "stream";

/** The world around a client. */
export interface Surroundings {
  readonly queue: EventQueue;
  readonly chance: Chance;
  readonly tally: Tally;
  readonly region: Region;
  readonly tokens: TokenEndpoint;
}

/** A small model of the shell around the recovery machine: accepts rows all the time, sends, hears acks, gets tokens. */
export class SimulatedClient {
  readonly #design: Design;
  readonly #world: Surroundings;
  readonly #tokens: TokenCache;
  #state: StreamState = { kind: "idle" };
  #call: Call | undefined;
  #sent = 0;
  #acked = 0;
  #durable = 0;
  #timerAt = Number.POSITIVE_INFINITY;
  /** Longest time from the acceptance of a row to its ack. */
  longestWaitMs = 0;
  /** When every row that was accepted up to `markAt` was acked. */
  caughtUpAt: number | undefined;
  readonly #markAt: number;

  constructor(design: Design, world: Surroundings, markAt: number) {
    this.#design = design;
    this.#world = world;
    this.#tokens = new TokenCache(world.queue, world.tokens);
    this.#markAt = markAt;
  }

  /** Begins with a stream that was opened so long ago, on a token of that age. */
  resume(streamAgeMs: number, tokenAgeMs: number): void {
    this.#tokens.hold(-tokenAgeMs);
    this.#call = this.#newCall();
    const now = -streamAgeMs;
    [this.#state] = transitionOf(this.#design, this.#state, { kind: "open", now });
    [this.#state] = transitionOf(this.#design, this.#state, { kind: "created", now, streamId: STREAM_ID });
    this.#world.region.resume(this.#call, streamAgeMs);
    const call = this.#call;
    this.#world.queue.in(this.#world.chance.within([0, BATCH_EVERY_MS]), () => this.#pump(call));
  }

  /** True when nothing more is to be expected: caught up, or given up. */
  get isSettled(): boolean {
    return this.hasGivenUp || this.caughtUpAt !== undefined;
  }

  get hasGivenUp(): boolean {
    return this.#state.kind === "failed";
  }

  #apply(event: StreamEvent): void {
    const [state, effects] = transitionOf(this.#design, this.#state, event);
    const hadFailed = this.hasGivenUp;
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    if ("deadline" in state && state.deadline !== undefined) this.#setTimer(state.deadline);
    if (this.hasGivenUp && !hadFailed) this.#world.tally.gaveUp.push(this.#world.queue.now);
  }

  #perform(effect: StreamEffect): void {
    const { region } = this.#world;
    switch (effect) {
      case "open":
        this.#connect();
        break;
      case "send":
        if (this.#call !== undefined) this.#pump(this.#call);
        break;
      case "half-close":
        if (this.#call !== undefined) region.halfClose(this.#call);
        break;
      case "cancel":
        if (this.#call !== undefined) region.forget(this.#call);
        this.#call = undefined;
        break;
      case "drop-credentials":
        this.#tokens.drop();
        break;
      case "isolate":
        throw new Error("no row is refused here");
    }
  }

  #connect(): void {
    const call = this.#newCall();
    this.#call = call;
    this.#sent = this.#acked;
    this.#tokens.get((issuedAt) => {
      if (call.over) return;
      if (issuedAt !== undefined) {
        this.#world.region.connect(call, issuedAt);
        return;
      }
      call.over = true;
      call.ended(new ZerobusError("unavailable", "no token"));
    });
  }

  #newCall(): Call {
    const { queue } = this.#world;
    const call: Call = {
      over: false,
      created: () => this.#apply({ kind: "created", now: queue.now, streamId: STREAM_ID }),
      acked: (rows) => this.#onAck(rows),
      closeSignal: (durationMs) => this.#onCloseSignal(call, durationMs),
      ended: (error) => {
        this.#call = undefined;
        const awaiting = this.#sent > this.#acked;
        this.#apply({ kind: "ended", now: queue.now, random: this.#random(), awaiting, error });
      },
      committed: (from, to) => {
        this.#world.tally.duplicates += Math.max(0, Math.min(to, this.#durable) - from);
        this.#durable = Math.max(this.#durable, to);
      },
    };
    return call;
  }

  #onAck(rows: number): void {
    if (rows <= this.#acked) return;
    const { now } = this.#world.queue;
    this.longestWaitMs = Math.max(this.longestWaitMs, now - this.#acked / ROWS_PER_MS);
    this.#acked = rows;
    if (now >= this.#markAt && rows >= Math.floor(this.#markAt * ROWS_PER_MS)) this.caughtUpAt ??= now;
    this.#apply({ kind: "acked", now, awaiting: this.#sent > rows });
  }

  #onCloseSignal(call: Call, durationMs: number): void {
    const { queue } = this.#world;
    // The rest of the announced time is for the acks that are then still due.
    const longestMs = Math.min(this.#design.sendsOnMs ?? 0, Math.max(durationMs - 1_000, 0));
    const sendsOnMs = longestMs * this.#random();
    queue.in(sendsOnMs, () => {
      if (call.over) return;
      this.#apply({
        kind: "close-signal",
        now: queue.now,
        random: this.#random(),
        durationMs: durationMs - sendsOnMs,
        awaiting: this.#sent > this.#acked,
      });
    });
  }

  #pump(call: Call): void {
    if (call.over || call !== this.#call || this.#state.kind !== "open") return;
    const { queue, region } = this.#world;
    const accepted = Math.floor(queue.now * ROWS_PER_MS);
    if (accepted > this.#sent) {
      region.send(call, this.#sent, accepted);
      this.#sent = accepted;
      this.#apply({ kind: "sent", now: queue.now });
    }
    queue.in(BATCH_EVERY_MS, () => this.#pump(call));
  }

  /** As the shell's: a timer that fires before the deadline, which moves with every ack, is set again. */
  #setTimer(at: number): void {
    if (this.#timerAt <= at) return;
    this.#timerAt = at;
    this.#world.queue.at(at, () => {
      if (this.#timerAt !== at) return;
      this.#timerAt = Number.POSITIVE_INFINITY;
      const { now } = this.#world.queue;
      const deadline = "deadline" in this.#state ? this.#state.deadline : undefined;
      if (deadline === undefined) return;
      if (now >= deadline) this.#apply({ kind: "deadline", now, random: this.#random() });
      else this.#setTimer(deadline);
    });
  }

  #random(): number {
    const random = this.#world.chance.next();
    return this.#design.jitter ? random : 0.5;
  }
}
