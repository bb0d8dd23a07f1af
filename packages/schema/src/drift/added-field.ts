import { checkColumn } from "../table/check-table.js";
import { columnPath } from "../table/column-path.js";
import type { Finding } from "../table/problem.js";
import { isIdentifier } from "../table/table-name.js";
import type { Field } from "../table/table-schema.js";
import { writableTable } from "../table/writable-table.js";
import type { Comparing } from "./comparing.js";
import { reportTraits } from "./field-traits.js";
import { foundChange } from "./found-change.js";
import { fieldSql } from "./short-sql.js";

/**
 * Reports a field that no producer knows yet.
 *
 * @param hasTwin whether another field beside it has the same name, ignoring case
 */
export function reportAdded(field: Field, parent: string, hasTwin: boolean, comparing: Comparing): void {
  const path = columnPath(parent, field.name);
  const after = fieldSql(field);
  const isLeftOut = field.nullable && comparing.skipsUnsupported;
  if (hasTwin) {
    comparing.report(
      foundChange("table-unsupported", "added beside a column of the same name: Delta ignores case", {
        path,
        after,
      }),
    );
    return;
  }
  if (!isIdentifier(field.name) && !isLeftOut) {
    const message =
      "added with a name that the service does not take: only ASCII letters, digits and underscores";
    comparing.report(
      foundChange("table-unsupported", message, { path, after, advice: "rename the column, or drop it" }),
    );
    return;
  }
  const obstacle = obstacleOf(field, parent, comparing);
  if (!field.nullable) {
    comparing.report(
      foundChange("required-column-added", requiredMessage(field, obstacle), {
        path,
        after,
        cause: "MISSING_REQUIRED_COLUMN",
        ...(obstacle && { advice: "make the column nullable, or drop it: no producer can fill it" }),
      }),
    );
    return;
  }
  if (obstacle) {
    const message = `added, and left NULL by every producer: ${obstacle.message}`;
    comparing.report(foundChange("unsupported-column-added", message, { path, after }));
  } else {
    comparing.report(
      foundChange("column-added", "added; running producers go on and leave it NULL", { path, after }),
    );
  }
  reportTraits(undefined, field, path, comparing);
}

function requiredMessage(field: Field, obstacle: Finding | undefined): string {
  if (obstacle) return `added NOT NULL, and nothing can write it: ${obstacle.message}`;
  const refused = "added NOT NULL; rows of running producers lack it and are refused";
  if (field.computed === undefined) return refused;
  const filler = field.computed === "default" ? "its default" : `the ${field.computed} expression`;
  return `${refused}, unless the service turns out to fill it with ${filler}, which is not documented`;
}

/** Why no producer can write the field; parts that can be NULL do not count where they are left out. */
function obstacleOf(field: Field, parent: string, { skipsUnsupported }: Comparing): Finding | undefined {
  const alone = { name: { catalog: "", schema: "", table: "" }, columns: [field] };
  const [kept = field] = skipsUnsupported
    ? writableTable(alone, { unsupported: "skip" }, () => {}).columns
    : [];
  let first: Finding | undefined;
  checkColumn(kept, parent, (finding) => {
    first ??= finding;
  });
  return first;
}
