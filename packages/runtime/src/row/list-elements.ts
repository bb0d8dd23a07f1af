import { refuseThrown } from "./refuse.js";
import type { Refusal } from "./row-issue.js";

const READ_ONCE: Refusal = {
  code: "UNREADABLE_VALUE",
  message: "can be read only once, and would be empty when it is ingested",
  hint: "pass an array: [...values]",
};

/**
 * Gives the elements of an iterable, one by one, to `take`, until that returns false. Returns why they cannot be had,
 * if so: their source threw, or in a rehearsal, that it is an iterator, which has them only once. What `take` throws
 * passes through.
 */
export function takeElements<T>(
  values: Iterable<T>,
  isRehearsal: boolean,
  take: (element: T) => boolean,
): Refusal | undefined {
  let isReading = true;
  try {
    if (isRehearsal && Object.is(values[Symbol.iterator](), values)) return READ_ONCE;
    for (const element of values) {
      isReading = false;
      if (!take(element)) break;
      isReading = true;
    }
  } catch (error) {
    if (!isReading) throw error;
    return refuseThrown(error);
  }
  return undefined;
}
