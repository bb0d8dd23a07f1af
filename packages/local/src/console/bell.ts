/** Wakes one who waits for news. A ring that nobody waits for is kept for the next wait, once. */
export class Bell {
  #wake: (() => void) | undefined;
  #rung = false;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Resolves at the next ring, at once when one is kept. */
  async heard(): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = undefined;
    this.#rung = false;
  }
}
