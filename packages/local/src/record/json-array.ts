import { JsonReader } from "./json-reader.js";
import { RecordError } from "./record-error.js";
import { ValueBudget } from "./value-budget.js";

/**
 * The elements of a JSON array, each as the bytes it came in, so that no number loses a digit. What is between them is
 * JSON; of themselves nothing is checked.
 * @param most of them there may be
 * @throws {RecordError} when it is no array, or has more
 */
export function jsonArrayElements(bytes: Uint8Array, most: number): readonly Uint8Array[] {
  const json = new JsonReader();
  const elements: Uint8Array[] = [];
  try {
    json.reset(bytes, new ValueBudget());
    json.openArray();
    for (let goesOn = json.element(true); goesOn; goesOn = json.element(false)) {
      if (elements.length === most) throw new RecordError(`there are more than ${most} records`);
      elements.push(json.raw());
    }
    json.end();
  } catch (error) {
    throw error instanceof RecordError ? new RecordError(`${error.reason} at ${json.place}`) : error;
  }
  return elements;
}
