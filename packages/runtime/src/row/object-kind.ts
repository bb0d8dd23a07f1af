/** What an object is, as far as a row has use for it. */
export type ObjectKind =
  /** An object literal: what it has are its own enumerable keys. */
  | "literal"
  /** An instance of a class of the application: what it has may be inherited. */
  | "instance"
  | "map"
  /** An array, a Date, a Set, a Promise …: something with a content that its keys do not show. */
  | "other";

/** Tells objects apart, those of other realms too. Nothing for what is no object. */
export function objectKind(value: unknown): ObjectKind | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return "literal";
  switch (Object.prototype.toString.call(value)) {
    case "[object Object]":
      return "instance";
    case "[object Map]":
      return "map";
    default:
      return "other";
  }
}

/** Milliseconds since 1970 of a real `Date`. Nothing for anything else, one that only claims to be a Date included. */
export function dateMillis(value: unknown): number | undefined {
  if (!(value instanceof Date)) return undefined;
  try {
    return Date.prototype.getTime.call(value);
  } catch {
    return undefined;
  }
}

/** The bytes of a real `Uint8Array` or `ArrayBuffer`, not copied. Nothing for anything else. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return value instanceof Uint8Array ? value : undefined;
  if (!(value instanceof ArrayBuffer)) return undefined;
  try {
    // Reading the length checks that it is one; the constructor would take a fake for an empty list.
    return value.byteLength >= 0 ? new Uint8Array(value) : undefined;
  } catch {
    return undefined;
  }
}
