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
  readonly #seen: Map<string, number> | undefined;
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
    if (this.#seen === undefined) return;
    const key = keyOf(values);
    this.#seen.set(key, (this.#seen.get(key) ?? 0) + 1);
  }

  /**
   * Takes out one row that was added before. False when it was not, or has been taken out already.
   * Needs `remember`.
   */
  takeOut(values: readonly Comparable[]): boolean {
    const key = keyOf(values);
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

/** The whole row as text: with a hash of it, two rows could pass for one, and a row that is there twice for another. */
function keyOf(values: readonly Comparable[]): string {
  return values.map((value) => value ?? "\u0001").join("\u0000");
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
