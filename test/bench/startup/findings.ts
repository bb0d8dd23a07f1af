import type { Comparison } from "../comparison.js";

/** A figure that has no peer, or why there is none. */
export interface Note {
  readonly case: string;
  readonly [figure: string]: number | string | boolean;
}

/** What a part of the suite has found. */
export interface Findings {
  readonly comparisons: readonly Comparison[];
  readonly notes: readonly Note[];
}

/** A part of the suite: measures those of its cases that are chosen. */
export type Part = (isChosen: (name: string) => boolean, rounds: number) => Promise<Findings>;

/** Nothing at all. */
export const NOTHING: Findings = { comparisons: [], notes: [] };
