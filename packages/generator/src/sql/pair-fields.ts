import type { Field } from "@zerobus-gen/schema";

/** Which fields of two tables are the same. */
export interface FieldPairs {
  /** For each field of the later table its earlier self, if it has one. */
  readonly earlier: ReadonlyMap<Field, Field>;
  readonly dropped: readonly Field[];
}

/**
 * Pairs the fields by name; what is left, by name without case, since Delta ignores it; what is left then, by the
 * id of column mapping, which a rename keeps.
 */
export function pairFields(before: readonly Field[], after: readonly Field[], trustIds: boolean): FieldPairs {
  const earlier = new Map<Field, Field>();
  const free = new Set(before);
  const pairBy = (key: (field: Field) => string | number | undefined): void => {
    const byKey = new Map([...free].map((field) => [key(field), field]));
    for (const field of after) {
      const wanted = key(field);
      const found = wanted === undefined || earlier.has(field) ? undefined : byKey.get(wanted);
      if (found === undefined || !free.delete(found)) continue;
      earlier.set(field, found);
    }
  };
  pairBy(({ name }) => name);
  pairBy(({ name }) => name.toLowerCase());
  if (trustIds) pairBy(({ mappingId }) => mappingId);
  return { earlier, dropped: [...free] };
}
