/**
 * What a decoder gave, as the application would build it by itself: plain objects without the names of their types, and
 * int64 as numbers where they are exact.
 * @throws TypeError where it gave no object
 */
export function plainObject(value: unknown): Readonly<Record<string, unknown>> {
  const made = plain(value);
  if (typeof made !== "object" || made === null) throw new TypeError("a row is no object");
  return { ...made };
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (isLong(value)) return Number.isSafeInteger(value.toNumber()) ? value.toNumber() : value;
  const own = Object.entries(value).filter(([name]) => name !== "$typeName" && name !== "$unknown");
  const object: Record<string, unknown> = {};
  for (const [name, member] of own) object[name] = plain(member);
  return object;
}

function isLong(value: object): value is { readonly toNumber: () => number } {
  return "toNumber" in value && "low" in value && "high" in value;
}
