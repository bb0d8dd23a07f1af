import type { EncodedRows } from "../../record/encoded-rows.js";
import type { StructType } from "../../schema/struct-type.js";
import type { LoggedAppend } from "./read-segment.js";
import type { WalLimits } from "./wal-limits.js";

/** What goes from a log into its table in one commit. */
export interface LogPart {
  /** Number of the first record. */
  readonly first: number;
  /** Number of the last record. */
  readonly last: number;
  /** What the table had when they were acked. */
  readonly schema: StructType;
  readonly requests: readonly EncodedRows[];
}

/** How large a part may be. */
type PartLimits = Pick<WalLimits, "commitRows" | "commitBytes">;

/** The records of a segment after the one that is `recorded`, in parts that are not too large to commit. */
export function* partsOf(
  appends: Iterable<LoggedAppend>,
  recorded: number,
  limits: PartLimits,
): Generator<LogPart> {
  let part: OpenPart | undefined;
  for (const { first, schema, requests } of appends) {
    let number = first;
    for (const { plan, records } of requests) {
      const end = number + records.length;
      let left = records.slice(Math.max(0, recorded + 1 - number));
      while (left.length > 0) {
        part ??= new OpenPart(end - left.length, schema, limits);
        const taken = part.take({ plan, records: left });
        left = left.slice(taken);
        if (left.length === 0) break;
        yield part;
        part = undefined;
      }
      number = end;
    }
  }
  if (part !== undefined) yield part;
}

class OpenPart implements LogPart {
  readonly first: number;
  readonly schema: StructType;
  readonly requests: EncodedRows[] = [];
  readonly #limits: PartLimits;
  #rows = 0;
  #bytes = 0;

  constructor(first: number, schema: StructType, limits: PartLimits) {
    this.first = first;
    this.schema = schema;
    this.#limits = limits;
  }

  get last(): number {
    return this.first + this.#rows - 1;
  }

  /** Takes as many of the records as have room, one at least if it is empty, and tells how many. */
  take({ plan, records }: EncodedRows): number {
    const { commitRows, commitBytes } = this.#limits;
    const end = records.findIndex((record) => {
      const isFull =
        this.#rows > 0 && (this.#rows >= commitRows || this.#bytes + record.length > commitBytes);
      if (isFull) return true;
      this.#rows += 1;
      this.#bytes += record.length;
      return false;
    });
    const taken = end === -1 ? records : records.slice(0, end);
    if (taken.length > 0) this.requests.push({ plan, records: taken });
    return taken.length;
  }
}
