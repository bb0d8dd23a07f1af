import type { DynamicRow } from "./dynamic-table.js";

/** One record of an input: a row, or the reason why there is none. */
export type InputRecord =
  | { readonly line: number; readonly raw: string; readonly row: DynamicRow }
  | { readonly line: number; readonly raw: string; readonly problem: string };
