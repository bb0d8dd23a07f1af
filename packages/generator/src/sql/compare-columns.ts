import type { ColumnType, Field } from "@zerobus-gen/schema";
import type { Alteration, FieldPath } from "./alteration.js";
import { additions, moves } from "./field-order.js";
import { pairFields } from "./pair-fields.js";
import { typeChange } from "./type-change.js";

/**
 * What takes one list of columns to the other, in the order in which to do it. Renames are told by the ids of
 * column mapping alone, and only where the two are the same table.
 */
export function compareColumns(
  before: readonly Field[],
  after: readonly Field[],
  isSameTable: boolean,
): readonly Alteration[] {
  const found: Alteration[] = [];
  const report = (alteration: Alteration): void => void found.push(alteration);
  compareFields(before, after, { old: [], new: [], isRepeated: false }, { report, trustIds: isSameTable });
  return phases.flatMap((phase) => found.filter((alteration) => alteration.phase === phase).sort(byOrder));
}

const phases = ["before", "stopped", "after", "by-hand"] as const;

/** Types before names, inner names before outer ones, moves when everything else is in place. */
function byOrder(a: Alteration, b: Alteration): number {
  const rank = ({ kind }: Alteration): number => (kind === "rename" ? 1 : kind === "move" ? 2 : 0);
  return rank(a) - rank(b) || (a.kind === "rename" ? b.path.length - a.path.length : 0);
}

/** Where the comparison is: the path as it was, and as it is once everything is renamed. */
interface Place {
  readonly old: FieldPath;
  readonly new: FieldPath;
  /** Whether an ARRAY or MAP is around it: no NOT NULL in there. */
  readonly isRepeated: boolean;
}

interface Comparison {
  readonly report: (alteration: Alteration) => void;
  readonly trustIds: boolean;
}

function compareFields(
  allBefore: readonly Field[],
  allAfter: readonly Field[],
  place: Place,
  comparison: Comparison,
): void {
  const { report } = comparison;
  const [before, after] = [distinct(allBefore), distinct(allAfter)];
  const { earlier, dropped } = pairFields(before, after, comparison.trustIds);
  const { positions, order } = additions(
    before.map(({ name }) => name),
    after.map((field) => ({ name: earlier.get(field)?.name ?? field.name, isNew: !earlier.has(field) })),
  );
  const taken = new Set([...before, ...after].map(({ name }) => name.toLowerCase()));
  for (const field of after) {
    const self = earlier.get(field);
    const own = inside(place, self?.name ?? field.name, field.name);
    if (self !== undefined) {
      compareField(self, field, own, taken, comparison);
      continue;
    }
    const relaxed = withoutNotNull(field);
    const position = positions.get(field.name);
    report({ phase: "before", path: own.old, kind: "add", field: relaxed, ...(position && { position }) });
    compareField(relaxed, field, own, taken, comparison, true);
  }
  for (const { name, nullable } of dropped) {
    // Producers that leave it out come before it is gone.
    if (!nullable) {
      report({ phase: "before", path: [...place.old, name], kind: "relax", reason: "dropped-later" });
    }
    report({ phase: "after", path: [...place.new, name], kind: "drop" });
  }
  const gone = new Set(dropped.map(({ name }) => name));
  const laterName = new Map(after.map((field) => [earlier.get(field)?.name ?? field.name, field.name]));
  const remaining = order.flatMap((name) => (gone.has(name) ? [] : (laterName.get(name) ?? [])));
  for (const { name, position } of moves(
    remaining,
    after.map((field) => field.name),
  )) {
    report({ phase: "after", path: [...place.new, name], kind: "move", position });
  }
}

/** No table has one name twice, but what is read may: the first counts. */
function distinct(fields: readonly Field[]): readonly Field[] {
  const seen = new Set<string>();
  return fields.filter(({ name }) => {
    const key = name.toLowerCase();
    return !seen.has(key) && seen.add(key);
  });
}

function compareField(
  before: Field,
  after: Field,
  place: Place,
  taken: ReadonlySet<string>,
  comparison: Comparison,
  isNew = false,
): void {
  const { report } = comparison;
  const canBecome = compareTypes(before.type, after.type, place, comparison);
  if (!canBecome) {
    let freeName = `${after.name}_new`;
    while (taken.has(freeName.toLowerCase())) freeName += "_";
    report({ phase: "by-hand", path: place.new, kind: "replace", from: before, to: after, freeName });
  }
  if (!before.nullable && after.nullable) {
    report({ phase: "before", path: place.old, kind: "relax", reason: "wanted" });
  }
  if (before.nullable && !after.nullable) {
    report(
      place.isRepeated
        ? { phase: "by-hand", path: place.new, kind: "require-repeated" }
        : { phase: "after", path: place.new, kind: "require", isNew },
    );
  }
  if (before.comment !== after.comment) {
    report({ phase: "before", path: place.old, kind: "comment", comment: after.comment });
  }
  if (before.name !== after.name) {
    report({ phase: "stopped", path: place.old, kind: "rename", to: after.name });
  }
}

/** False where the one cannot become the other in place. */
function compareTypes(before: ColumnType, after: ColumnType, place: Place, comparison: Comparison): boolean {
  if (before.kind === "struct" && after.kind === "struct") {
    compareFields(before.fields, after.fields, place, comparison);
    return true;
  }
  if (before.kind === "array" && after.kind === "array") {
    return compareTypes(before.element, after.element, repeated(place, "element"), comparison);
  }
  if (before.kind === "map" && after.kind === "map") {
    const key = compareTypes(before.key, after.key, repeated(place, "key"), comparison);
    const value = compareTypes(before.value, after.value, repeated(place, "value"), comparison);
    return key && value;
  }
  if (hasParts(before) || hasParts(after)) return false;
  const change = typeChange(before, after);
  if (change === "impossible") return false;
  if (change !== "same") {
    const phase = change === "widening-on-wire" ? "stopped" : "before";
    comparison.report({ phase, path: place.old, kind: "type", from: before, to: after, change });
  }
  return true;
}

function hasParts({ kind }: ColumnType): boolean {
  return kind === "struct" || kind === "array" || kind === "map";
}

function inside(place: Place, oldName: string, newName: string): Place {
  return { ...place, old: [...place.old, oldName], new: [...place.new, newName] };
}

function repeated(place: Place, part: "element" | "key" | "value"): Place {
  return { ...inside(place, part, part), isRepeated: true };
}

/** As a column can be added to a table that has rows: with NULL in it, and in all its fields. */
function withoutNotNull(field: Field): Field {
  return { ...field, nullable: true, type: relaxed(field.type) };
}

function relaxed(type: ColumnType): ColumnType {
  switch (type.kind) {
    case "struct":
      return { ...type, fields: type.fields.map(withoutNotNull) };
    case "array":
      return { ...type, element: relaxed(type.element) };
    case "map":
      return { ...type, key: relaxed(type.key), value: relaxed(type.value) };
  }
  return type;
}
