import { startTimer } from "./wait.js";

/** The one timer of a stream: calls back when the deadline of the current state has passed. */
export class DeadlineTimer {
  readonly #onPassed: () => void;
  #deadline: number | undefined;
  #armed: { readonly at: number; readonly handle: NodeJS.Timeout } | undefined;

  constructor(onPassed: () => void) {
    this.#onPassed = onPassed;
  }

  /** Sets the deadline, in `performance.now()` time, or takes it away. */
  set(deadline: number | undefined): void {
    this.#deadline = deadline;
    if (deadline === undefined) this.#disarm();
    // The deadline moves with every ack. A timer that fires too early is armed again, which costs less than moving it.
    else if (this.#armed === undefined || this.#armed.at > deadline) this.#arm(deadline);
  }

  #arm(at: number): void {
    this.#disarm();
    this.#armed = { at, handle: startTimer(at - performance.now(), () => this.#onFire()) };
  }

  #disarm(): void {
    if (this.#armed !== undefined) clearTimeout(this.#armed.handle);
    this.#armed = undefined;
  }

  #onFire(): void {
    this.#armed = undefined;
    if (this.#deadline === undefined) return;
    if (performance.now() >= this.#deadline) this.#onPassed();
    else this.#arm(this.#deadline);
  }
}
