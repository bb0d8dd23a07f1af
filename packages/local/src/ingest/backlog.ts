/** What one stream may have waiting for its commits, however few others there are. */
const MOST_OF_A_STREAM_BYTES = 16 * 1024 * 1024;
/** What all streams of a server may have waiting together, as near as whole messages come to it. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The stream whose messages these are. */
export interface BacklogOwner {
  /** No more messages, please, until {@link resume}. */
  pause(): void;
  resume(): void;
}

/**
 * What the streams of a server have sent, and what is not yet committed. A stream is paused when it has more waiting than
 * there is room left: one alone may take a lot, of many each gets an equal part, and there is always some room for one
 * that comes new. What waits is committed by itself, so that every stream goes on some time.
 */
export class Backlog {
  #bytes = 0;
  readonly #paused = new Set<BacklogShare>();

  /** The part of one stream. */
  share(owner: BacklogOwner): BacklogShare {
    return new BacklogShare(owner, (share, bytes) => this.#changed(share, bytes));
  }

  #changed(share: BacklogShare, bytes: number): void {
    this.#bytes += bytes;
    if (bytes < 0) return this.#resume();
    if (share.bytes <= this.#allowance || this.#paused.has(share)) return;
    this.#paused.add(share);
    share.owner.pause();
  }

  get #allowance(): number {
    return Math.min(MOST_OF_A_STREAM_BYTES, MOST_BYTES - this.#bytes);
  }

  #resume(): void {
    for (const share of this.#paused) {
      if (share.bytes > this.#allowance) continue;
      this.#paused.delete(share);
      share.owner.resume();
    }
  }
}

/** What one stream has waiting. */
export class BacklogShare {
  readonly owner: BacklogOwner;
  readonly #changed: (share: BacklogShare, bytes: number) => void;
  #bytes = 0;

  constructor(owner: BacklogOwner, changed: (share: BacklogShare, bytes: number) => void) {
    this.owner = owner;
    this.#changed = changed;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** A message has come. */
  add(bytes: number): void {
    this.#bytes += bytes;
    this.#changed(this, bytes);
  }

  /** So much of it waits no longer; more than there is means all. */
  remove(bytes: number): void {
    const removed = Math.min(bytes, this.#bytes);
    this.#bytes -= removed;
    if (removed > 0) this.#changed(this, -removed);
  }
}
