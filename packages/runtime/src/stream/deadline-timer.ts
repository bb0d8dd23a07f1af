import { startTimer } from "./wait.js";

/** The one timer of a stream: calls back when the deadline of the current state has passed. */
export class DeadlineTimer {
  readonly #onPassed: () => void;
  #deadline: number | undefined;
  #armed: { readonly at: number; readonly handle: NodeJS.Timeout } | undefined;

  constructor(onPassed: () => void) {
    this.#onPassed = onPassed;
  }

  /**
   * Sets the deadline, in `performance.now()` time, or takes it away. The process may then end, though a timer is left
   * until it fires or {@link end} takes it away.
   */
  set(deadline: number | undefined): void {
    this.#deadline = deadline;
    const armed = this.#armed;
    // The deadline moves with every ack, or comes with each lone row and goes with its ack. A timer that fires too early
    // is armed again, one that fires for nothing is forgotten: both cost less than to move it, or to make it anew.
    if (deadline === undefined) armed?.handle.unref();
    else if (armed === undefined || armed.at > deadline) this.#arm(deadline);
    else armed.handle.ref();
  }

  /** Takes the deadline away, and leaves nothing behind. */
  end(): void {
    this.#deadline = undefined;
    this.#disarm();
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
