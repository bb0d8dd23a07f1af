import { elementPath, entryPath } from "../table/column-path.js";
import type { ColumnType } from "../table/table-schema.js";
import { compareFields } from "./compare-fields.js";
import type { Comparing } from "./comparing.js";
import { foundChange } from "./found-change.js";
import { shortSql } from "./short-sql.js";
import { type TypeChange, typeChange } from "./type-change.js";

/**
 * Reports how the type at `path` changed, and everything below it.
 *
 * @param written the type as the producer writes it; absent where it does not
 */
export function compareTypes(
  before: ColumnType,
  after: ColumnType,
  path: string,
  written: ColumnType | undefined,
  comparing: Comparing,
): void {
  if (before.kind === "struct" && after.kind === "struct") {
    const fields = written?.kind === "struct" ? written.fields : undefined;
    compareFields(
      { path, before: before.fields, after: after.fields, ...(fields && { written: fields }) },
      comparing,
      compareTypes,
    );
  } else if (before.kind === "array" && after.kind === "array") {
    const inner = elementPath(path);
    const element = written?.kind === "array" ? written.element : undefined;
    compareNullability("elements", before.elementNullable, after.elementNullable, inner, comparing);
    compareTypes(before.element, after.element, inner, element, comparing);
  } else if (before.kind === "map" && after.kind === "map") {
    const map = written?.kind === "map" ? written : undefined;
    const inner = entryPath(path, "value");
    compareTypes(before.key, after.key, entryPath(path, "key"), map?.key, comparing);
    compareNullability("values", before.valueNullable, after.valueNullable, inner, comparing);
    compareTypes(before.value, after.value, inner, map?.value, comparing);
  } else {
    reportType(before, after, path, written !== undefined, comparing);
  }
}

function compareNullability(
  what: "elements" | "values",
  before: boolean,
  after: boolean,
  path: string,
  { report }: Comparing,
): void {
  if (before === after) return;
  const now = after ? "may be NULL now" : "must not be NULL any more";
  report(
    foundChange("element-nullability", `${what} ${now}; producers go on, since they never send NULL there`, {
      path,
    }),
  );
}

function reportType(
  before: ColumnType,
  after: ColumnType,
  path: string,
  isWritten: boolean,
  { report }: Comparing,
): void {
  const change = typeChange(before, after);
  if (change === undefined) return;
  const sql = { before: shortSql(before), after: shortSql(after) };
  const turned = `${sql.before} became ${sql.after}`;
  if (!isWritten) {
    const advice = "nothing to deploy; pull when convenient";
    report(
      foundChange(change.rule, `${turned}; no producer writes it`, { path, ...sql, class: "info", advice }),
    );
    return;
  }
  report(
    foundChange(change.rule, `${turned}; ${effectOf(change, after)}`, {
      path,
      ...sql,
      ...(change.isOtherWire && { cause: "TYPE_INCOMPATIBLE" }),
    }),
  );
}

function effectOf({ rule, isOtherWire }: TypeChange, after: ColumnType): string {
  switch (rule) {
    case "type-widened":
      return "producers go on and still check values against the narrower type";
    case "type-narrowed":
      return "producers let values through that the service is expected to refuse, row by row";
    case "type-meaning-changed":
      return "rows are taken as before and mean something else, and nothing says so";
    case "collation-changed":
      return "producers go on; texts only compare in another way";
    case "type-changed":
      if (after.kind === "unsupported")
        return "nothing can write it, and the service is expected to refuse producers";
      if (isOtherWire) return "the service is expected to refuse the type that producers send";
      return after.kind === "variant"
        ? "producers send plain text, which is not JSON: rows are expected to be refused or stored wrongly"
        : "producers send JSON text, which is stored as it is, quotes included";
  }
}
