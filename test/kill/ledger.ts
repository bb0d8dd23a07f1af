/** What has become of a row, as far as anybody knows: it was acked, or seen in the table all the same. */
type Told = "sent" | "acked" | "seen";

/** What a table that is made, altered and dropped looks like: how many columns it has, 0 when it is not there. */
export type SideTable = 0 | 1 | 2;

/** One row as it lies in the table. */
export interface StoredRow {
  readonly id: number;
  readonly note: string;
}

/** What lies on the disk while a server runs that nobody talks to. */
export interface Stored {
  readonly rows: readonly StoredRow[];
  readonly side: SideTable;
  /** Files that are neither a table's nor the server's own. */
  readonly leftovers: readonly string[];
}

/** All that the clients of a directory were told. */
export class Ledger {
  readonly #rows = new Map<number, Told>();
  /** What the side table is known to be, and what it may be if the last request was done. */
  #side: readonly SideTable[] = [0];

  /** A new row. It has its id for good. */
  send(): StoredRow {
    const id = this.#rows.size;
    this.#rows.set(id, "sent");
    return { id, note: noteOf(id) };
  }

  ack(id: number): void {
    this.#rows.set(id, "acked");
  }

  get acked(): number {
    return [...this.#rows.values()].filter((told) => told === "acked").length;
  }

  get side(): SideTable {
    return this.#side[0] ?? 0;
  }

  /** The side table is about to become something else. */
  sideMayBe(next: SideTable): void {
    this.#side = [this.side, next];
  }

  /** The side table is what it was about to become. */
  sideIs(next: SideTable): void {
    this.#side = [next];
  }

  /** What was seen must not go any more. */
  saw({ rows, side }: Stored): void {
    for (const { id } of rows) if (this.#rows.get(id) === "sent") this.#rows.set(id, "seen");
    this.sideIs(side);
  }

  /** Every way in which the disk breaks a promise. */
  violations({ rows, side, leftovers }: Stored): readonly string[] {
    const found = new Map<number, number>();
    for (const { id } of rows) found.set(id, (found.get(id) ?? 0) + 1);
    const lost = [...this.#rows].filter(([id, told]) => told !== "sent" && !found.has(id));
    const doubled = [...found].filter(([, times]) => times > 1);
    const foreign = rows.filter(({ id, note }) => !this.#rows.has(id) || note !== noteOf(id));
    return [
      ...some(lost, "rows are lost that were acked or seen", ([id]) => id),
      ...some(doubled, "rows are there more than once", ([id]) => id),
      ...some(foreign, "rows were never sent so", ({ id }) => id),
      ...(this.#side.includes(side)
        ? []
        : [`the side table is ${side}, told was ${this.#side.join(" or ")}`]),
      ...some(leftovers, "files are left over", (name) => name),
    ];
  }
}

function noteOf(id: number): string {
  return `note ${id}`;
}

function some<T>(of: readonly T[], what: string, name: (one: T) => number | string): readonly string[] {
  return of.length === 0 ? [] : [`${of.length} ${what}: ${of.slice(0, 5).map(name).join(", ")}`];
}
