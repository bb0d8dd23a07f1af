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
  // Says the same as what follows, at no cost: once a property is read, the engine knows the prototype as well.
  if (value.constructor === Object && Object.getPrototypeOf(value) === Object.prototype) return "literal";
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

/** Whether a value of this kind has members: an object of the application's own making. */
export function isStruct<T>(_value: T, kind: ObjectKind | undefined): _value is T & object {
  return kind === "literal" || kind === "instance";
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

/** The bytes of a real `Uint8Array` or `ArrayBuffer`, not copied. Nothing for anything else, or when it is detached. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array && ArrayBuffer.isView(value)) {
    // Memory that was transferred to another thread looks empty.
    return value.byteLength > 0 || viewOf(value.buffer) !== undefined ? value : undefined;
  }
  return value instanceof ArrayBuffer ? viewOf(value) : undefined;
}

function viewOf(memory: ArrayBufferLike): Uint8Array | undefined {
  try {
    // Reading the length checks that it is memory; the constructor would take a fake for an empty list.
    return memory.byteLength >= 0 ? new Uint8Array(memory) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value gives elements one by one, as a `Set` does. Text does too, and a `Map`, which are no lists. */
export function isListLike(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    Symbol.iterator in value &&
    typeof value[Symbol.iterator] === "function" &&
    !(value instanceof String) &&
    objectKind(value) !== "map"
  );
}

/** What a message of protobuf-es has beside its fields. No column can be called so. */
export const MESSAGE_KEYS: readonly string[] = ["$typeName", "$unknown"];

/** Whether an object is a message of protobuf-es, which has the full name of its type as a property. */
export function isMessage(value: object): boolean {
  return "$typeName" in value && typeof value.$typeName === "string";
}

/**
 * The object itself; for a message of protobuf-es that has defaults, a copy of what was set. Messages of proto2 and
 * of editions inherit the default of each field that is not set: reading them would make values of what is NULL.
 *
 * @see https://github.com/bufbuild/protobuf-es/blob/main/MANUAL.md#field-presence-and-default-values
 */
export function withoutDefaults<T extends object>(value: T): T {
  // The prototype of a class has its constructor, those made of defaults have none.
  if (objectKind(value) !== "instance" || !isMessage(value)) return value;
  return Object.hasOwn(Object.getPrototypeOf(value), "constructor") ? value : { ...value };
}
