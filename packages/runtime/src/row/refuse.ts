import type { Refusal } from "./row-issue.js";

/** Why a value is no integer between `min` and `max`. */
export function refuseInteger(value: unknown, min: number | bigint, max: number | bigint): Refusal {
  if (typeof value === "bigint") {
    if (typeof min === "bigint") return { code: "OUT_OF_RANGE", message: `does not fit ${min}..${max}` };
    return { code: "WRONG_TYPE", message: "is a bigint", hint: "pass a number: Number(value)" };
  }
  if (typeof value !== "number") {
    const hint = typeof min === "bigint" ? "pass a bigint or a whole number" : "pass a whole number";
    return { code: "WRONG_TYPE", message: "is not a number", hint };
  }
  if (!Number.isInteger(value)) {
    return { code: "NOT_INTEGER", message: "is not a whole number", hint: "values are never rounded" };
  }
  if (typeof min === "bigint") {
    return {
      code: "UNSAFE_INTEGER",
      message: "is too large for a number to hold exactly",
      hint: "pass a bigint, from the start",
    };
  }
  return { code: "OUT_OF_RANGE", message: `does not fit ${min}..${max}` };
}

/** Why a value is no FLOAT. */
export function refuseFloat(value: unknown): Refusal {
  return typeof value === "number"
    ? { code: "FLOAT_OVERFLOW", message: "is too large for 32 bits", hint: "make the column DOUBLE" }
    : { code: "WRONG_TYPE", message: "is not a number", hint: "pass a number" };
}

/** Why a value is no text. */
export function refuseText(value: unknown): Refusal {
  return typeof value === "string"
    ? {
        code: "ILL_FORMED_STRING",
        message: "holds half a surrogate pair, which UTF-8 cannot carry",
        hint: "cut strings between characters, or pass value.toWellFormed()",
      }
    : { code: "WRONG_TYPE", message: "is not a string", hint: "pass a string: String(value)" };
}
