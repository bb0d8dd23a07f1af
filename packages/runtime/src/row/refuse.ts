import type { Refusal } from "./row-issue.js";

/** Why a value is no integer between `min` and `max`. */
export function refuseInteger(value: unknown, min: number, max: number): Refusal {
  if (typeof value === "bigint") {
    return { code: "WRONG_TYPE", message: "is a bigint", hint: "pass a number: Number(value)" };
  }
  if (typeof value !== "number") {
    return { code: "WRONG_TYPE", message: "is not a number", hint: "pass a whole number" };
  }
  if (!Number.isInteger(value)) return refuseFraction(value);
  return { code: "OUT_OF_RANGE", message: `does not fit ${min}..${max}` };
}

/** Why a value is no BIGINT. */
export function refuseBigint(value: unknown): Refusal {
  if (typeof value === "bigint") {
    return { code: "OUT_OF_RANGE", message: `does not fit ${-(2n ** 63n)}..${2n ** 63n - 1n}` };
  }
  if (typeof value !== "number") {
    return { code: "WRONG_TYPE", message: "is not a number", hint: "pass a bigint or a whole number" };
  }
  if (!Number.isInteger(value)) return refuseFraction(value);
  return {
    code: "UNSAFE_INTEGER",
    message: "is too large for a number to hold exactly",
    hint: "pass a bigint, from the start",
  };
}

function refuseFraction(value: number): Refusal {
  if (!Number.isFinite(value)) return { code: "NOT_FINITE", message: "is not a finite number" };
  return { code: "NOT_INTEGER", message: "is not a whole number", hint: "values are never rounded" };
}

/** Why a value is no FLOAT. */
export function refuseFloat(value: unknown): Refusal {
  return typeof value === "number"
    ? { code: "FLOAT_OVERFLOW", message: "is too large for 32 bits", hint: "make the column DOUBLE" }
    : { code: "WRONG_TYPE", message: "is not a number", hint: "pass a number" };
}

/** Why a value is no text. */
export function refuseText(value: unknown): Refusal {
  if (typeof value !== "string") {
    return { code: "WRONG_TYPE", message: "is not a string", hint: "pass a string: String(value)" };
  }
  return {
    code: "ILL_FORMED_STRING",
    message: `holds half a surrogate pair at ${loneSurrogateAt(value)}, which UTF-8 cannot carry`,
    hint: "cut strings between characters, or pass value.toWellFormed()",
  };
}

/** Why a value is no text of at most `length` code points; `type` is VARCHAR or CHAR with that length. */
export function refuseLongText(value: unknown, length: number, type: string): Refusal {
  if (typeof value !== "string" || !value.isWellFormed()) return refuseText(value);
  return {
    code: "STRING_TOO_LONG",
    message: `has ${codePoints(value)} code points, ${type} takes ${length}`,
    hint: "values are never cut",
  };
}

/** How many code points a well-formed text has. */
export function codePoints(text: string): number {
  let count = 0;
  // The second half of a surrogate pair is no further one.
  for (let at = 0; at < text.length; at++) if ((text.charCodeAt(at) & 0xfc00) !== 0xdc00) count++;
  return count;
}

/** Where in a text the first half of a surrogate pair stands alone; -1 when none does. */
export function loneSurrogateAt(text: string): number {
  if (text.isWellFormed()) return -1;
  let at = 0;
  while (at < text.length) {
    const code = text.codePointAt(at) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) break;
    at += code > 0xffff ? 2 : 1;
  }
  return at;
}

/** Why a value is no BINARY. */
export function refuseBytes(value: unknown): Refusal {
  if (isSharedMemory(value)) {
    return {
      code: "WRONG_TYPE",
      message: "is memory that other threads may change",
      hint: "pass a copy: new Uint8Array(shared).slice()",
    };
  }
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) {
    return { code: "WRONG_TYPE", message: "is memory that was transferred, and is not here any more" };
  }
  return ArrayBuffer.isView(value)
    ? {
        code: "WRONG_TYPE",
        message: "is a view of bytes as something else",
        hint: "pass new Uint8Array(view.buffer, view.byteOffset, view.byteLength)",
      }
    : {
        code: "WRONG_TYPE",
        message: "is not bytes",
        hint: "pass a Uint8Array; for text, new TextEncoder().encode(text)",
      };
}

/** Why a value is no ARRAY. */
export function refuseArray(value: unknown): Refusal {
  const isMap = typeof value === "object" && value instanceof Map;
  const hint = isMap ? "pass an array: [...map.values()]" : "pass an array, a Set or another iterable";
  return { code: "WRONG_TYPE", message: "is not a value of ARRAY", hint };
}

/** Why what a value's own code gives cannot be had. */
export function refuseThrown(error: unknown): Refusal {
  const said = error instanceof Error ? error.message.slice(0, 200) : "something that is no Error";
  return { code: "UNREADABLE_VALUE", message: `threw while it was read: ${said}` };
}

function isSharedMemory(value: unknown): boolean {
  return typeof SharedArrayBuffer === "function" && value instanceof SharedArrayBuffer;
}
