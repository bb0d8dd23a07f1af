import type { DecimalType } from "./struct-type.js";

const SPELLING = /^decimal\((\d+),(-?\d+)\)$/;

/** Whether a type is a DECIMAL. Says nothing about whether its precision and scale are allowed. */
export function isDecimalType(type: unknown): type is DecimalType {
  return typeof type === "string" && SPELLING.test(type);
}

/** The total number of digits of a DECIMAL, and how many of them follow the point. */
export function decimalDigits(type: DecimalType): { readonly precision: number; readonly scale: number } {
  const [, precision, scale] = SPELLING.exec(type) ?? [];
  return { precision: Number(precision), scale: Number(scale) };
}
