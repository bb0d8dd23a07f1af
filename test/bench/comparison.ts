import { progress } from "./progress.js";
import { median } from "./text-table.js";

/** Two figures of the same thing, measured in turn. A line of `npm run bench -- --json`. */
export interface Comparison {
  readonly suite: string;
  /** What was done: the kind of row, and whatever else tells it from the suite's other cases. */
  readonly case: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  readonly unit: Unit;
  /** How many times as good ours is: above 1 it is faster, smaller or sooner. */
  readonly ratio: number;
}

/** What a figure counts. Of `rows/s` more is better, of all others less. */
export type Unit = "rows/s" | "ns/row" | "CPU s/M rows" | "ms" | "bytes/row" | "bytes" | "µs/table";

/** One who does what is measured. */
export interface Contender {
  readonly name: string;
  /** Does it once, and tells the figure. */
  readonly measure: () => number | Promise<number>;
}

/**
 * The medians of several rounds, or what else `counts` of them; in each, every contender has its turn, so that what slows
 * the machine slows all. `what` is done is shown while it is.
 */
export async function inTurns(
  contenders: readonly Contender[],
  rounds: number,
  what: string = "",
  counts: (figures: readonly number[]) => number = median,
): Promise<ReadonlyMap<string, number>> {
  const figures = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, measure } of contenders) {
      progress(`${what}, round ${round + 1} of ${rounds}: ${name}`);
      figures.get(name)?.push(await measure());
    }
  }
  progress("");
  return new Map(Array.from(figures, ([name, all]) => [name, counts(all)]));
}

/** Ours against one peer. */
export function compared(
  suite: string,
  name: string,
  unit: Unit,
  ours: number,
  peer: { readonly name: string; readonly figure: number },
): Comparison {
  const ratio = unit === "rows/s" ? ours / peer.figure : peer.figure / ours;
  return { suite, case: name, ours, peer: peer.figure, peerName: peer.name, unit, ratio };
}
