import type { Refusal } from "./row-issue.js";

/** A key that is none, and the type that it would have, where that is known. */
export interface RefusedKey {
  readonly type: string;
  readonly refusal: Refusal;
}

const NULL_KEY: Refusal = { code: "WRONG_TYPE", message: "is null, which a map key cannot be" };
const DUPLICATE: Refusal = {
  code: "DUPLICATE_MAP_KEY",
  message: "is there as a number too, which is the same key in the table",
};

/** Why what is a key in a JavaScript `Map` is none in a MAP, whatever its type. */
export function refuseKey(key: unknown, entries: object): RefusedKey | undefined {
  if (key === null || key === undefined) return { type: "", refusal: NULL_KEY };
  // 7 and 7n are two keys here, and one there. No other two of a type are.
  const isTwice = typeof key === "bigint" && entries instanceof Map && entries.has(Number(key));
  return isTwice ? { type: "BIGINT", refusal: DUPLICATE } : undefined;
}
