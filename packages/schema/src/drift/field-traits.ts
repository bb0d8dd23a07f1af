import type { Field } from "../table/table-schema.js";
import type { Comparing } from "./comparing.js";
import { foundChange } from "./found-change.js";
import { fieldSql } from "./short-sql.js";

/** What the table does with a column by itself. What it does no more cannot be told from what is not said. */
export function reportTraits(
  before: Field | undefined,
  after: Field,
  path: string,
  comparing: Comparing,
): void {
  if (after.computed !== undefined && before?.computed !== after.computed) {
    const what =
      after.computed === "default" ? "has a default now" : `is ${article[after.computed]} column now`;
    const message = `${what}; what producers send for it may be kept or refused, which is not documented`;
    comparing.report(foundChange("computed-column", message, { path, after: fieldSql(after) }));
  }
  if (after.isMasked && !before?.isMasked) {
    const message = "is masked now; whether producers go on is not documented";
    comparing.report(foundChange("policy-added", message, { path, after: fieldSql(after) }));
  }
}

const article = { generated: "a generated", identity: "an identity" } as const;

/** A column that the settings leave to the table, while the catalog no longer says that the table fills it. */
export function reportUnfilled(
  before: Field,
  after: Field,
  path: string,
  isWritten: boolean,
  comparing: Comparing,
): void {
  if (isWritten || before.nullable || after.nullable) return;
  if (before.computed === undefined || after.computed !== undefined) return;
  const message =
    "left out by the settings, and the catalog no longer says that the table fills it; producers may be refused";
  comparing.report(
    foundChange("column-required", message, {
      path,
      after: fieldSql(after),
      class: "warning",
      cause: "MISSING_REQUIRED_COLUMN",
    }),
  );
}
