import type { Value } from "../schema/row.js";

/** Delta counts in code points, not in UTF-16 units. */
const LONGEST = 32;

/** A lower bound in JSON: a text cut at 32 code points is below the whole. */
export function lowerText(text: string): string {
  return JSON.stringify(prefixOf(text).join(""));
}

/** An upper bound in JSON: a text that has to be cut is raised, so that it stays above the whole. */
export function upperText(text: string): string | undefined {
  const prefix = prefixOf(text);
  if (prefix.join("").length === text.length) return JSON.stringify(text);
  // The last code point that has a successor makes way for it; those after it go.
  for (let last = prefix.pop(); last !== undefined; last = prefix.pop()) {
    const next = successorOf(last);
    if (next !== undefined) return JSON.stringify(prefix.join("") + next);
  }
  return undefined;
}

function prefixOf(text: string): string[] {
  return Array.from(text.slice(0, 2 * LONGEST)).slice(0, LONGEST);
}

function successorOf(character: string): string | undefined {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint === 0x10ffff) return undefined;
  return String.fromCodePoint(codePoint === 0xd7ff ? 0xe000 : codePoint + 1);
}

/** UTF-8 has no lone surrogates: what is stored is the replacement character. */
export function wellFormed(value: Value): Value {
  return typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\ufffd") : value;
}

/** The order of code points, which is that of UTF-8 bytes; plain UTF-16 order has surrogates before U+E000. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
