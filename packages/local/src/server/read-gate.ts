import type { Readable } from "node:stream";

/**
 * Lets a stream be read while nobody holds it. Nothing more is asked of its source either: a paused stream alone would
 * read ahead, up to sixteen messages of any size.
 */
export class ReadGate {
  readonly #source: Readable;
  readonly #read: (size: number) => void;
  #holds = 0;
  /** What the stream asked for meanwhile. */
  #askedFor: number | undefined;

  constructor(source: Readable) {
    this.#source = source;
    this.#read = source._read.bind(source);
    source._read = (size) => {
      if (this.#holds === 0) this.#read(size);
      else this.#askedFor = size;
    };
  }

  /** Once for each {@link release} to come. */
  hold(): void {
    this.#holds += 1;
    this.#source.pause();
  }

  release(): void {
    this.#holds -= 1;
    if (this.#holds > 0) return;
    const size = this.#askedFor;
    this.#askedFor = undefined;
    if (size !== undefined) this.#read(size);
    this.#source.resume();
  }
}
