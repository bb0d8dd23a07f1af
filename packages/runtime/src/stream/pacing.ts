import { atEndOfTurn } from "./end-of-turn.js";
import { startTimer } from "./wait.js";

/**
 * Rows that follow a message within this time gather; a row that comes later leaves at once. It is shorter than
 * {@link GATHER_MS}, so that rows a millisecond apart leave alone.
 */
const SPACING_MS = 0.5;

/** How long rows gather unless they fill a batch before: the shortest that a timer can do. */
const GATHER_MS = 1;

/**
 * When the rows that gather are sent. A lone row leaves at the end of its turn, together with all others of that turn.
 * A message costs as much as a hundred rows, so that rows of turns that follow each other closely leave together,
 * unless somebody waits for them, and nothing else is under way or others of them have left already.
 */
export class Pacing {
  readonly #isQuiet: () => boolean;
  readonly #send: () => void;
  /** `ending` until the turn ends, `gathering` while further rows may join. */
  #phase: "none" | "ending" | "gathering" = "none";
  #isAwaited = false;
  /** Whether a message that was full took a part of the rows that waited. */
  #isRest = false;
  #sentAt = Number.NEGATIVE_INFINITY;

  /** `isQuiet` says that no message awaits its ack. `send` is called when it is time; it calls {@link begin} first. */
  constructor(isQuiet: () => boolean, send: () => void) {
    this.#isQuiet = isQuiet;
    this.#send = send;
  }

  /** True from the first row that waits to be sent until all are to be sent. */
  get isDue(): boolean {
    return this.#phase !== "none";
  }

  /** There are rows to be sent. */
  queue(): void {
    if (this.#phase === "none") this.#leaveWithTurn();
  }

  /** Somebody waits for rows that may not be sent yet. */
  hurry(): void {
    this.#isAwaited = true;
    if (this.#phase === "gathering" && this.#isUrgent) this.#leaveWithTurn();
  }

  /** An ack came: whoever waits for rows has waited for it long enough. */
  acked(): void {
    if (this.#phase === "none" || this.#isUrgent) this.#leaveWithTurn();
  }

  /** All that waits is being sent now. */
  begin(): void {
    this.#phase = "none";
    this.#isAwaited = false;
  }

  /** A message went out. */
  sent(now: number): void {
    this.#sentAt = now;
    this.#isRest = this.#phase !== "none";
  }

  /** What a full message has left behind does not wait for the ack of that one, which may be a round trip away. */
  get #isUrgent(): boolean {
    return this.#isAwaited && (this.#isRest || this.#isQuiet());
  }

  #leaveWithTurn(): void {
    this.#phase = "ending";
    atEndOfTurn(this.#onTurnEnd);
  }

  readonly #onTurnEnd = (): void => {
    if (this.#phase !== "ending") return;
    const isFollowing = performance.now() - this.#sentAt < SPACING_MS;
    if (!isFollowing || this.#isUrgent) return this.#send();
    this.#phase = "gathering";
    startTimer(GATHER_MS, this.#onGathered);
  };

  readonly #onGathered = (): void => {
    if (this.#phase === "gathering") this.#send();
  };
}
