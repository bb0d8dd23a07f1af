import type { ColumnType, Field } from "../table/table-schema.js";
import { typeChange } from "./type-change.js";

/** A field before and the one that it is now. */
export interface FieldPair {
  readonly before: Field;
  readonly after: Field;
  /** By what they belong together. `place`: the only ones left with this type at this number or index. */
  readonly by: "name" | "case" | "id" | "place";
}

/** Fields of one level, paired; what has no partner was dropped or added. */
export interface FieldMatch {
  /** In the order of `before`. */
  readonly pairs: readonly FieldPair[];
  /** In the order of `before`. */
  readonly removed: readonly Field[];
  /** In the order of `after`. */
  readonly added: readonly Field[];
}

type Pairs = Map<Field, FieldPair>;

/**
 * Pairs the fields of one table or STRUCT. The name decides, since the service matches by name; among the rest
 * a name that differs in case only, then the column-mapping id, then type and place where no other field fits.
 *
 * @param trustIds false where the ids belong to different tables and so say nothing
 */
export function matchFields(
  before: readonly Field[],
  after: readonly Field[],
  trustIds: boolean,
): FieldMatch {
  const pairs: Pairs = new Map();
  const free = new Set(after);
  const pair = (one: Field, other: Field, by: FieldPair["by"]): void => {
    pairs.set(one, { before: one, after: other, by });
    free.delete(other);
  };
  const rest = (): readonly Field[] => before.filter((field) => !pairs.has(field));

  pairByKey(rest(), [...free], (field) => field.name, pair, "name");
  pairByKey(rest(), [...free], (field) => field.name.toLowerCase(), pair, "case");
  if (trustIds) pairByKey(rest(), [...free], (field) => field.mappingId, pair, "id");
  for (const [one, other] of onlyFits(rest(), after, free, before, trustIds)) pair(one, other, "place");

  return {
    pairs: before.flatMap((field) => pairs.get(field) ?? []),
    removed: rest(),
    added: after.filter((field) => free.has(field)),
  };
}

/** Pairs equal keys in their order, so that even names that stand twice find each other. */
function pairByKey(
  before: readonly Field[],
  after: readonly Field[],
  keyOf: (field: Field) => string | number | undefined,
  pair: (one: Field, other: Field, by: FieldPair["by"]) => void,
  by: FieldPair["by"],
): void {
  const waiting = groupBy(after, keyOf);
  for (const field of before) {
    const key = keyOf(field);
    if (key === undefined) continue;
    const other = waiting.get(key)?.next();
    if (other !== undefined) pair(field, other, by);
  }
}

interface Queue {
  readonly next: () => Field | undefined;
}

function groupBy(
  fields: readonly Field[],
  keyOf: (field: Field) => string | number | undefined,
): ReadonlyMap<string | number, Queue> {
  const groups = new Map<string | number, Field[]>();
  for (const field of fields) {
    const key = keyOf(field);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(field);
    else groups.set(key, [field]);
  }
  const queues = new Map<string | number, Queue>();
  for (const [key, group] of groups) {
    let at = 0;
    queues.set(key, { next: () => group[at++] });
  }
  return queues;
}

/** Pairs of which each is the other's only candidate. */
function onlyFits(
  rest: readonly Field[],
  after: readonly Field[],
  free: ReadonlySet<Field>,
  before: readonly Field[],
  trustIds: boolean,
): readonly (readonly [Field, Field])[] {
  const byNumber = new Map<number, Field | "several">();
  for (const field of free) byNumber.set(field.number, byNumber.has(field.number) ? "several" : field);
  const indexes = new Map(before.map((field, index) => [field, index]));
  const wooers = new Map<Field, number>();
  const candidates = rest.flatMap((field) => {
    const sameNumber = byNumber.get(field.number);
    const sameIndex = after[indexes.get(field) ?? -1];
    const found = new Set<Field>();
    for (const other of [sameNumber, sameIndex]) {
      if (other === undefined || other === "several" || !free.has(other)) continue;
      if (mayBeRename(field, other, trustIds)) found.add(other);
    }
    for (const other of found) wooers.set(other, (wooers.get(other) ?? 0) + 1);
    const [only, second] = found;
    return sameNumber !== "several" && only !== undefined && second === undefined
      ? [[field, only] as const]
      : [];
  });
  return candidates.filter(([, other]) => wooers.get(other) === 1);
}

function mayBeRename(before: Field, after: Field, trustIds: boolean): boolean {
  const isOtherColumn =
    trustIds &&
    before.mappingId !== undefined &&
    after.mappingId !== undefined &&
    before.mappingId !== after.mappingId;
  return !isOtherColumn && before.nullable === after.nullable && isSameType(before.type, after.type);
}

/** Equal to writers and readers alike; numbers and comments say nothing about that. */
function isSameType(before: ColumnType, after: ColumnType): boolean {
  if (before.kind === "struct" && after.kind === "struct") {
    if (before.fields.length !== after.fields.length) return false;
    return before.fields.every((field, index) => {
      const other = after.fields[index];
      return (
        field.name === other?.name && field.nullable === other.nullable && isSameType(field.type, other.type)
      );
    });
  }
  if (before.kind === "array" && after.kind === "array") return isSameType(before.element, after.element);
  if (before.kind === "map" && after.kind === "map") {
    return isSameType(before.key, after.key) && isSameType(before.value, after.value);
  }
  return typeChange(before, after) === undefined;
}
