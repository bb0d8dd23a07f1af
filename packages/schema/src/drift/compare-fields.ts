import { columnPath, quoteName } from "../table/column-path.js";
import type { ColumnType, Field } from "../table/table-schema.js";
import { reportAdded } from "./added-field.js";
import type { Comparing } from "./comparing.js";
import { reportTraits, reportUnfilled } from "./field-traits.js";
import { foundChange } from "./found-change.js";
import { type FieldPair, matchFields } from "./match-fields.js";
import { movedItems } from "./moved-items.js";
import { fieldSql, shortList } from "./short-sql.js";

/** One level: the columns of a table, or the fields of a STRUCT. */
export interface Level {
  /** Path of the STRUCT; empty for the columns. */
  readonly path: string;
  readonly before: readonly Field[];
  readonly after: readonly Field[];
  /** The fields that the producer writes, as it writes them; absent where it writes nothing here. */
  readonly written?: readonly Field[];
}

/** Compares the types of a field that is on both sides; given in, since types hold fields. */
export type CompareTypes = (
  before: ColumnType,
  after: ColumnType,
  path: string,
  written: ColumnType | undefined,
  comparing: Comparing,
) => void;

/** Reports what was added, dropped, renamed, moved or changed at this level and below. */
export function compareFields(level: Level, comparing: Comparing, compareTypes: CompareTypes): void {
  const { pairs, removed, added } = matchFields(level.before, level.after, comparing.trustIds);
  const written = new Map((level.written ?? []).map((field) => [field.name, field]));
  const gone = new Set(removed);
  const pairOf = new Map(pairs.map((pair) => [pair.before, pair]));
  for (const field of level.before) {
    const pair = pairOf.get(field);
    if (gone.has(field)) reportRemoved(field, level.path, written.has(field.name), comparing);
    else if (pair) comparePair(pair, level.path, written.get(field.name), comparing, compareTypes);
  }
  const names = new Set(pairs.map(({ after }) => after.name.toLowerCase()));
  for (const field of added) {
    reportAdded(field, level.path, names.has(field.name.toLowerCase()), comparing);
    names.add(field.name.toLowerCase());
  }
  reportMoved(
    level,
    pairs.filter(({ before }) => written.has(before.name)),
    comparing,
  );
}

function reportRemoved(field: Field, parent: string, isWritten: boolean, comparing: Comparing): void {
  const path = columnPath(parent, field.name);
  const before = fieldSql(field);
  if (!isWritten) {
    comparing.report(
      foundChange("column-removed", "dropped; no producer writes it", {
        path,
        before,
        class: "info",
        advice: "take it out of the settings of the table, then pull and generate",
      }),
    );
    return;
  }
  const rescued = comparing.hasRescue ? "; of JSON rows the rescue column takes its values" : "";
  comparing.report(
    foundChange("column-removed", `dropped; producers that know it are refused${rescued}`, {
      path,
      before,
      cause: "FIELD_NOT_IN_TABLE",
    }),
  );
}

const leftOut = { class: "info", advice: "nothing to deploy; pull when convenient" } as const;

function comparePair(
  { before, after, by }: FieldPair,
  parent: string,
  written: Field | undefined,
  comparing: Comparing,
  compareTypes: CompareTypes,
): void {
  const path = columnPath(parent, before.name);
  const isWritten = written !== undefined;
  const sql = { before: fieldSql(before), after: fieldSql(after) };
  if (by !== "name") {
    const rule = by === "case" ? "column-case-changed" : "column-renamed";
    const what = by === "place" ? "looks renamed" : "renamed";
    const clue = by === "place" ? " (same type, same place)" : "";
    const effect = isWritten ? "producers that know the old name are refused" : "no producer writes it";
    comparing.report(
      foundChange(rule, `${what} to ${quoteName(after.name)}${clue}; ${effect}`, {
        path,
        ...sql,
        ...(isWritten
          ? { cause: "FIELD_NOT_IN_TABLE" }
          : {
              class: "info",
              advice: "name it anew in the settings of the table, if it is there, then pull",
            }),
      }),
    );
  }
  if (before.nullable && !after.nullable) {
    const gap = isWritten ? "wherever they leave it out" : "since they do not write it";
    comparing.report(
      foundChange("column-required", `became NOT NULL; producers are refused ${gap}`, {
        path,
        ...sql,
        cause: "MISSING_REQUIRED_COLUMN",
      }),
    );
  }
  if (!before.nullable && after.nullable) {
    comparing.report(
      foundChange("column-relaxed", "became nullable; producers go on and still demand a value", {
        path,
        ...sql,
        ...(!isWritten && leftOut),
      }),
    );
  }
  if (before.type.kind === "unsupported" && after.type.kind !== "unsupported") {
    const message = "has a type now that can be written; no producer writes it yet";
    comparing.report(foundChange("column-added", message, { path, ...sql }));
  } else {
    compareTypes(before.type, after.type, path, written?.type, comparing);
  }
  reportTraits(before, after, path, comparing);
  reportUnfilled(before, after, path, isWritten, comparing);
}

function reportMoved(level: Level, pairs: readonly FieldPair[], comparing: Comparing): void {
  const places = new Map(level.after.map((field, index) => [field, index]));
  const moved = movedItems(pairs.map(({ after }) => places.get(after) ?? 0));
  if (moved.length === 0) return;
  const names = moved.flatMap((item) => pairs[item] ?? []).map(({ before }) => quoteName(before.name));
  const what = level.path === "" ? "columns are" : "fields are";
  comparing.report(
    foundChange(
      "column-reordered",
      `${what} in another order (${shortList(names)} moved); producers go on, since names match`,
      { ...(level.path !== "" && { path: level.path }), cause: "FIELD_OUT_OF_ORDER" },
    ),
  );
}
