/** Size of the memory that rows of many batches are carved from. */
export const SLAB_BYTES: number = 256 * 1024;

/** Most slabs kept for later: two megabytes. Acks come often enough that few are free at a time. */
const MOST_FREE = 8;

interface Lease {
  readonly slab: Buffer;
  users: number;
}

/**
 * The slabs of one stream, which are used again: of fresh memory, each page costs a fault when it is first touched.
 *
 * A slab has as many users as there are batches in it, and one more while it is being filled. It is free when the last
 * one has let go of it. Users may forget to: then it is collected as garbage, like any other memory.
 */
export class SlabPool {
  /** Of all slabs that are not free. */
  readonly #leases = new WeakMap<Uint8Array, Lease>();
  readonly #free: Buffer[] = [];

  /** A slab with one user. What it holds is anything. */
  take(): Buffer {
    const slab = this.#free.pop() ?? Buffer.allocUnsafeSlow(SLAB_BYTES);
    this.#leases.set(slab, { slab, users: 1 });
    return slab;
  }

  /** One more uses this slab. Memory that is not of the pool is left alone, here and in {@link release}. */
  hold(slab: Uint8Array): void {
    const lease = this.#leases.get(slab);
    if (lease !== undefined) lease.users++;
  }

  /** One of its users will not look at it again. */
  release(slab: Uint8Array): void {
    const lease = this.#leases.get(slab);
    if (lease === undefined || --lease.users > 0) return;
    this.#leases.delete(slab);
    if (this.#free.length < MOST_FREE) this.#free.push(lease.slab);
  }
}
