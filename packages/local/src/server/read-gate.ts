import type { Readable } from "node:stream";

/** Lets a stream be read while nobody holds it. */
export class ReadGate {
  readonly #source: Readable;
  #holds = 0;

  constructor(source: Readable) {
    this.#source = source;
  }

  /** Once for each {@link release} to come. */
  hold(): void {
    this.#holds += 1;
    this.#source.pause();
  }

  release(): void {
    this.#holds -= 1;
    if (this.#holds === 0) this.#source.resume();
  }
}
