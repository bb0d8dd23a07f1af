/** The shortest wait that is told apart, and how many buckets its double is away. */
const SHORTEST_MS = 0.05;
const BUCKETS_PER_DOUBLING = 8;
/** Up to an hour; what takes longer counts as that. */
const BUCKETS = Math.ceil(Math.log2(3_600_000 / SHORTEST_MS) * BUCKETS_PER_DOUBLING);

/** Waits, counted in buckets that grow by a twelfth: quantiles to within 5 %, in memory that does not grow. */
export class Latencies {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;

  add(ms: number, times: number): void {
    const bucket = Math.ceil(Math.log2(Math.max(ms, SHORTEST_MS) / SHORTEST_MS) * BUCKETS_PER_DOUBLING);
    const index = Math.min(bucket, BUCKETS - 1);
    this.#counts[index] = (this.#counts[index] ?? 0) + times;
    this.#total += times;
  }

  /** What this part of the waits did not exceed, in milliseconds; null when there were none. */
  quantile(part: number): number | null {
    if (this.#total === 0) return null;
    let rest = Math.ceil(this.#total * part);
    const bucket = this.#counts.findIndex((count) => {
      rest -= count;
      return rest <= 0;
    });
    const ms = SHORTEST_MS * 2 ** ((bucket - 0.5) / BUCKETS_PER_DOUBLING);
    return Math.round(ms * 100) / 100;
  }

  clear(): void {
    if (this.#total === 0) return;
    this.#counts.fill(0);
    this.#total = 0;
  }
}
