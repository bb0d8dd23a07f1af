import type { Value } from "../schema/row.js";
import type { DataType } from "../schema/struct-type.js";

/**
 * A row's value out of the JSON that log entries are written in. Members that the type does not have are dropped,
 * members that the JSON does not have are null. Knows the types that actions are made of.
 * @throws {TypeError} when the JSON does not fit the type
 */
export function fromJson(type: DataType, json: unknown): Value {
  if (json === undefined || json === null) return null;
  if (typeof type !== "string" && typeof json === "object") {
    switch (type.type) {
      case "struct":
        return Object.fromEntries(
          type.fields.map(({ name, type }) => [name, fromJson(type, Reflect.get(json, name))]),
        );
      case "array":
        return Array.from(json as ArrayLike<unknown>, (element) => fromJson(type.elementType, element));
      case "map":
        return new Map(Object.entries(json).map(([key, value]) => [key, fromJson(type.valueType, value)]));
    }
  }
  if (type === "long" && typeof json === "number") return BigInt(json);
  if (type === "integer" && typeof json === "number") return json;
  if (type === "string" && typeof json === "string") return json;
  if (type === "boolean" && typeof json === "boolean") return json;
  throw new TypeError(`${JSON.stringify(json)} is not a ${JSON.stringify(type)}`);
}

/** The inverse of {@link fromJson}: nulls in a struct are left out. */
export function toJson(value: Value): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, member]) => [key, toJson(member)]));
  }
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([name, member]) => [name, toJson(member)]),
  );
}
