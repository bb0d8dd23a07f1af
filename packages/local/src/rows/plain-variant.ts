import { JsonReader } from "../record/json-reader.js";
import { ValueBudget } from "../record/value-budget.js";

/** A fraction or an exponent makes it no whole number, whatever its value. */
const WHOLE = /^-?\d+$/;

/** As many digits fit any `number`. */
const EXACT_DIGITS = 15;

/**
 * Parses the JSON text of a VARIANT without losing a digit: a number is a `number` where that is exactly the one that
 * stands there, otherwise a `bigint`, or for a fraction its text.
 */
export function plainVariant(text: string): unknown {
  const json = new JsonReader();
  json.reset(Buffer.from(text), new ValueBudget());
  return read(json);
}

function read(json: JsonReader): unknown {
  switch (json.kind()) {
    case "null":
      return json.null() ?? null;
    case "boolean":
      return json.boolean();
    case "string":
      return json.string();
    case "number":
      return plainNumber(json.number());
    case "array": {
      const elements: unknown[] = [];
      json.openArray();
      for (let goesOn = json.element(true); goesOn; goesOn = json.element(false)) elements.push(read(json));
      return elements;
    }
    case "object": {
      const members: [string, unknown][] = [];
      json.openObject();
      for (let name = json.member(true); name !== undefined; name = json.member(false)) {
        members.push([name, read(json)]);
      }
      // fromEntries defines properties rather than assigning them, so a member may be called `__proto__`.
      return Object.fromEntries(members);
    }
  }
}

function plainNumber(text: string): unknown {
  const value = Number(text);
  const digits = text.replace(/e.*$/i, "").replace(/[-.]/g, "").replace(/^0+/, "");
  if (digits.length <= EXACT_DIGITS || String(value) === text) return value;
  return WHOLE.test(text) ? BigInt(text) : text;
}
