import type { Chance, Range } from "./chance.js";
import type { EventQueue } from "./event-queue.js";
import { type Capacity, Gate } from "./gate.js";
import type { Tally } from "./tally.js";

/** How a token endpoint behaves. */
export interface TokenEndpointModel {
  readonly capacity: Capacity;
  readonly latencyMs: Range;
  /** Probability that a request fails for a reason that passes. */
  readonly failing: number;
}

/** Where clients get their tokens. Refuses what is beyond its capacity, as with status 429. */
export class TokenEndpoint {
  readonly #model: TokenEndpointModel;
  readonly #gate: Gate;
  readonly #queue: EventQueue;
  readonly #chance: Chance;
  readonly #tally: Tally;

  constructor(model: TokenEndpointModel, queue: EventQueue, chance: Chance, tally: Tally) {
    this.#model = model;
    this.#gate = new Gate(model.capacity);
    this.#queue = queue;
    this.#chance = chance;
    this.#tally = tally;
  }

  /** Answers once, later. */
  request(answer: (granted: boolean) => void): void {
    const { latencyMs, failing } = this.#model;
    const { now } = this.#queue;
    this.#tally.tokenRequests.push(now);
    const admittedAt = this.#gate.admit(now);
    if (admittedAt === undefined) {
      this.#queue.in(this.#chance.within([20, 80]), () => answer(false));
      return;
    }
    const granted = !this.#chance.happens(failing);
    this.#queue.at(admittedAt + this.#chance.within(latencyMs), () => answer(granted));
  }
}
