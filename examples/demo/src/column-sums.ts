/** A value of a column in the one form that both sides are compared in. */
export type Comparable = bigint | string | null;

/** What one column adds up to. */
export interface ColumnSum {
  readonly nulls: number;
  /** Sum of the numbers, or of the texts' hashes. */
  readonly sum: bigint;
}

/** Row count and per-column sums of rows, whatever their order. With `remember`, also which rows there were. */
export class ColumnSums {
  readonly #names: readonly string[];
  readonly #nulls: number[];
  readonly #sums: bigint[];
  readonly #seen: Map<number, number> | undefined;
  #rows = 0;

  constructor(names: readonly string[], remember: boolean) {
    this.#names = names;
    this.#nulls = names.map(() => 0);
    this.#sums = names.map(() => 0n);
    this.#seen = remember ? new Map() : undefined;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Takes one row, its values in the order of the columns. */
  add(values: readonly Comparable[]): void {
    this.#rows++;
    for (const [column, value] of values.entries()) {
      if (value === null) this.#nulls[column] = (this.#nulls[column] ?? 0) + 1;
      else
        this.#sums[column] =
          (this.#sums[column] ?? 0n) + (typeof value === "bigint" ? value : BigInt(hash(value)));
    }
    this.#seen?.set(rowHash(values), (this.#seen.get(rowHash(values)) ?? 0) + 1);
  }

  /**
   * Takes out one row that was added before. False when it was not, or has been taken out already.
   * Needs `remember`.
   */
  takeOut(values: readonly Comparable[]): boolean {
    const key = rowHash(values);
    const times = this.#seen?.get(key) ?? 0;
    if (times > 0) this.#seen?.set(key, times - 1);
    return times > 0;
  }

  get columns(): ReadonlyMap<string, ColumnSum> {
    return new Map(
      this.#names.map((name, column) => [
        name,
        { nulls: this.#nulls[column] ?? 0, sum: this.#sums[column] ?? 0n },
      ]),
    );
  }
}

function rowHash(values: readonly Comparable[]): number {
  const text = values.join("\u0000");
  // Two hashes of 26 bits together tell rows apart well enough to count repeats.
  return (hash(text) & 0x3ff_ffff) * 0x400_0000 + (hash(`${text}\u0001`) & 0x3ff_ffff);
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
