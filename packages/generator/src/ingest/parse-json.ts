import { isLosslessNumber, isSafeNumber, LosslessNumber, parse, stringify } from "lossless-json";

/** Sixteen digits or more may not survive as a number; a text with so many is parsed slowly and exactly. */
const MAY_LOSE_DIGITS = /\d[\d.]{15}/;

/**
 * Parses a JSON text so that no digit is lost: numbers that a JavaScript number does not hold come as
 * {@link ExactNumber}.
 *
 * @throws SyntaxError where it is not JSON, or an object with such a number in it says a key twice
 */
export function parseJsonExactly(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return MAY_LOSE_DIGITS.test(text) ? parse(text, undefined, exactly) : value;
}

function exactly(text: string): unknown {
  return isSafeNumber(text) ? Number(text) : new LosslessNumber(text);
}

/** A number of a JSON text with all its digits: `toString()` gives them. */
export type ExactNumber = LosslessNumber;

/** Whether it is a number that came with its text. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return isLosslessNumber(value);
}

/** The JSON text of what {@link parseJsonExactly} gave. */
export function exactJsonText(value: unknown): string {
  return stringify(value) ?? "null";
}
