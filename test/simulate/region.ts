import { ZerobusError } from "../../packages/runtime/src/errors.js";
import type { Chance, Range } from "./chance.js";
import type { EventQueue } from "./event-queue.js";
import { type Capacity, Gate } from "./gate.js";
import type { Tally } from "./tally.js";

/** How the service of one region behaves. */
export interface RegionModel {
  /** New streams. */
  readonly capacity: Capacity;
  /** Probability that an attempt while the region is down hangs; the others fail at once. */
  readonly hanging: number;
  /** How long a stream lives before the region asks to replace it. */
  readonly streamLifetimeMs: Range;
  /** What it then announces: how long the stream still has. */
  readonly announcedMs: number;
  /** Ends every stream at once after it was created, without an ack. */
  readonly failsAfterAccept: boolean;
}

/** A call of a client to the region, from the attempt on. Whoever ends it marks it as over; nothing is heard after. */
export interface Call {
  over: boolean;
  created(): void;
  /** Rows below this are durable. */
  acked(rows: number): void;
  closeSignal(durationMs: number): void;
  ended(error: ZerobusError | undefined): void;
  /** Rows that reached the table: from, to. */
  committed(from: number, to: number): void;
}

const WIRE_MS: Range = [10, 40];
const COMMIT_MS: Range = [60, 140];
/** From the commit until the client has heard of it. */
const ACK_MS: Range = [20, 80];

/** The service of one region: creates streams as its capacity allows, commits, acks, signals, goes down, comes back. */
export class Region {
  readonly #model: RegionModel;
  readonly #gate: Gate;
  readonly #queue: EventQueue;
  readonly #chance: Chance;
  readonly #tally: Tally;
  readonly #calls = new Set<Call>();
  #isUp = true;
  #tokensGoodSince = Number.NEGATIVE_INFINITY;

  constructor(model: RegionModel, queue: EventQueue, chance: Chance, tally: Tally) {
    this.#model = model;
    this.#gate = new Gate(model.capacity);
    this.#queue = queue;
    this.#chance = chance;
    this.#tally = tally;
  }

  /** Cuts every connection; attempts fail until it is back. */
  goDown(): void {
    this.#isUp = false;
    for (const call of [...this.#calls]) this.#end(call, unavailable("the connection was cut"));
  }

  comeBack(): void {
    this.#isUp = true;
  }

  /** Rejects every token issued before now. */
  distrustTokens(): void {
    this.#tokensGoodSince = this.#queue.now;
  }

  /** Asks every client at the same moment to replace its stream. */
  signalAll(): void {
    for (const call of [...this.#calls]) this.#signal(call);
  }

  /** A stream that exists since before the simulation began. */
  resume(call: Call, ageMs: number): void {
    this.#calls.add(call);
    this.#live(call, -ageMs);
  }

  connect(call: Call, tokenIssuedAt: number): void {
    this.#tally.attempts.push(this.#queue.now);
    if (!this.#isUp) {
      if (!this.#chance.happens(this.#model.hanging)) this.#refuse(call, unavailable("connection refused"));
      return;
    }
    if (tokenIssuedAt < this.#tokensGoodSince) {
      this.#refuse(call, new ZerobusError("unauthenticated", "the token is not accepted"));
      return;
    }
    const admittedAt = this.#gate.admit(this.#queue.now);
    if (admittedAt === undefined) {
      this.#tally.refused++;
      this.#refuse(call, unavailable("too many streams are being created"));
      return;
    }
    this.#calls.add(call);
    this.#queue.at(admittedAt + this.#wireMs() + this.#wireMs(), () => {
      if (call.over) return;
      // What is then sent on it is lost.
      if (this.#model.failsAfterAccept) this.#end(call, unavailable("accepted, then failed"));
      else this.#live(call, this.#queue.now);
      call.created();
    });
  }

  /** Takes rows: from, to. They are durable after a while, whatever becomes of the call unless the region goes down. */
  send(call: Call, from: number, to: number): void {
    if (!this.#calls.has(call)) return;
    this.#queue.in(this.#wireMs() + this.#chance.within(COMMIT_MS), () => {
      if (!this.#isUp) return;
      call.committed(from, to);
      this.#queue.in(this.#chance.within(ACK_MS), () => {
        if (!call.over) call.acked(to);
      });
    });
  }

  halfClose(call: Call): void {
    this.#queue.in(this.#wireMs() + this.#wireMs(), () => this.#finish(call, undefined));
  }

  /** The client resets the call. */
  forget(call: Call): void {
    call.over = true;
    this.#calls.delete(call);
  }

  #live(call: Call, since: number): void {
    this.#queue.at(since + this.#chance.within(this.#model.streamLifetimeMs), () => this.#signal(call));
  }

  #signal(call: Call): void {
    if (call.over) return;
    const { announcedMs } = this.#model;
    this.#queue.in(this.#wireMs(), () => {
      if (!call.over) call.closeSignal(announcedMs);
    });
    this.#queue.in(announcedMs + 1_000, () => this.#finish(call, unavailable("stream timeout reached")));
  }

  #refuse(call: Call, error: ZerobusError): void {
    this.#queue.in(this.#wireMs() + this.#wireMs(), () => this.#finish(call, error));
  }

  #end(call: Call, error: ZerobusError): void {
    this.#calls.delete(call);
    this.#queue.in(this.#wireMs(), () => this.#finish(call, error));
  }

  #finish(call: Call, error: ZerobusError | undefined): void {
    if (call.over) return;
    this.forget(call);
    call.ended(error);
  }

  #wireMs(): number {
    return this.#chance.within(WIRE_MS);
  }
}

function unavailable(why: string): ZerobusError {
  return new ZerobusError("unavailable", why);
}
