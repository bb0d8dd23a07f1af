import { type Field, quoteName, sqlType, type TableSchema, tableLabel } from "@zerobus-gen/schema";
import type { Alteration, FieldPath, Phase, Position } from "./alteration.js";
import { compareColumns } from "./compare-columns.js";
import { identifier, isWritable, tableIdentifier } from "./identifier.js";
import { replaceByHand } from "./replace-by-hand.js";
import type { Statement } from "./statement.js";
import { stringLiteral } from "./string-literal.js";
import { commented, typeDefinition } from "./type-definition.js";

/** One step on the way from one schema of a table to another. */
export interface AlterStep extends Statement {
  readonly phase: Phase;
}

/**
 * The steps that take the table `before` to the schema `after`, in the order in which to run them, so that rows keep
 * flowing: what the new producers need comes before they are deployed, what the old ones need goes after. The table
 * keeps its name. Nothing is dropped that could be kept in place.
 *
 * @see https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-alter-table-manage-column
 */
export function alterTable(before: TableSchema, after: TableSchema): readonly AlterStep[] {
  const [beforeId, afterId] = [before.facts?.id, after.facts?.id];
  const isSameTable = beforeId === undefined || afterId === undefined || beforeId === afterId;
  const alterations = compareColumns(before.columns, after.columns, isSameTable);
  const steps: AlterStep[] = [...commentStep(before, after)];
  const done = new Set<string>(
    before.columns.some(({ mappingId }) => mappingId !== undefined) ? [MAPPING] : [],
  );
  for (const alteration of alterations) {
    const property = neededProperty(alteration);
    if (property !== undefined && !done.has(property)) {
      done.add(property);
      steps.push(propertyStep(before, property, alteration.phase));
    }
    const partitions = before.facts?.partitionedBy ?? [];
    const { phase, path } = alteration;
    const flaw = flawOf(alteration, partitions);
    steps.push(
      flaw === undefined
        ? { phase, ...statementOf(before, alteration) }
        : { phase: "by-hand", notes: [`${labelOf(path)}: ${flaw}`] },
    );
  }
  steps.push(...partitionStep(before, after));
  return (["before", "stopped", "after", "by-hand"] as const).flatMap((phase) =>
    steps.filter((step) => step.phase === phase),
  );
}

const MAPPING = "'delta.columnMapping.mode' = 'name'";
const WIDENING = "'delta.enableTypeWidening' = 'true'";

function neededProperty(alteration: Alteration): string | undefined {
  if (alteration.kind === "drop" || alteration.kind === "rename") return MAPPING;
  return alteration.kind === "type" && alteration.change !== "in-place" ? WIDENING : undefined;
}

function propertyStep(table: TableSchema, property: string, phase: Phase): AlterStep {
  return {
    phase,
    sql: `ALTER TABLE ${tableIdentifier(table.name)} SET TBLPROPERTIES (${property})`,
    notes: [
      property === MAPPING
        ? "columns can be renamed and dropped only with column mapping; old Delta readers cannot read the table then"
        : "types can be widened only with this; old Delta readers cannot read the table then",
    ],
  };
}

function statementOf(table: TableSchema, alteration: Alteration): Statement {
  const alter = `ALTER TABLE ${tableIdentifier(table.name)}`;
  const path = alteration.path.map(identifier).join(".");
  const column = `${alter} ALTER COLUMN ${path}`;
  const notes: readonly string[] = [];
  switch (alteration.kind) {
    case "add": {
      const type = typeDefinition(alteration.field.type, () => {});
      const position = alteration.position === undefined ? "" : ` ${positionSql(alteration.position)}`;
      return {
        sql: `${alter} ADD COLUMNS (${path} ${type}${commented(alteration.field)}${position})`,
        notes,
      };
    }
    case "drop":
      return { sql: `${alter} DROP COLUMN ${path}`, notes: ["what is in the column is gone then"] };
    case "rename":
      return {
        sql: `${alter} RENAME COLUMN ${path} TO ${identifier(alteration.to)}`,
        notes: [
          "old producers are refused from here on, new ones up to here; to go on without a stop, add a second column, write both, and drop the first",
        ],
      };
    case "type": {
      const sql = `${column} TYPE ${typeDefinition(alteration.to, () => {})}`;
      const change = `${sqlType(alteration.from)} and ${sqlType(alteration.to)}`;
      const isSplit = alteration.change === "widening-on-wire";
      return {
        sql,
        notes: isSplit ? [`${change} differ on the wire: the table takes one of them at a time`] : [],
      };
    }
    case "relax":
      return {
        sql: `${column} DROP NOT NULL`,
        notes: alteration.reason === "wanted" ? [] : ["the new producers leave it out before it is dropped"],
      };
    case "require":
      return {
        sql: `${column} SET NOT NULL`,
        notes: [
          `fails while there are rows without it${alteration.isNew ? ", which all old rows are" : ""}: fill them first`,
        ],
      };
    case "comment":
      return { sql: `${column} COMMENT ${stringLiteral(alteration.comment ?? "")}`, notes };
    case "move":
      return { sql: `${column} ${positionSql(alteration.position)}`, notes };
    case "require-repeated":
      return {
        notes: [
          `${labelOf(alteration.path)}: Delta takes NOT NULL in no ARRAY and no MAP; only producers can see to it`,
        ],
      };
    case "replace":
      return replaceByHand(table, alteration);
  }
}

/** What keeps the alteration from being a statement. */
function flawOf(alteration: Alteration, partitions: readonly string[]): string | undefined {
  const { path } = alteration;
  const names = alteration.kind === "rename" ? [...path, alteration.to] : path;
  const unwritable = names.find((name) => !isWritable(name));
  if (unwritable !== undefined) return `SQL has no way to write the name ${quoteName(unwritable)}`;
  const [column = ""] = path;
  if (path.length === 1 && alteration.kind === "drop" && partitions.includes(column)) {
    return "the table is partitioned by it, so it cannot be dropped: create a table without it, and copy the rows";
  }
  return alteration.kind === "add" ? flawOfField(alteration.field) : undefined;
}

function flawOfField(field: Field): string | undefined {
  const reasons: string[] = [];
  typeDefinition(field.type, (reason) => reasons.push(reason));
  return reasons[0];
}

function positionSql(position: Position): string {
  return position === "first" ? "FIRST" : `AFTER ${identifier(position.after)}`;
}

function labelOf(path: FieldPath): string {
  return path.map(quoteName).join(".");
}

function commentStep(before: TableSchema, after: TableSchema): readonly AlterStep[] {
  if (before.comment === after.comment) return [];
  const text = after.comment === undefined ? "NULL" : stringLiteral(after.comment);
  return [{ phase: "before", sql: `COMMENT ON TABLE ${tableIdentifier(before.name)} IS ${text}`, notes: [] }];
}

function partitionStep(before: TableSchema, after: TableSchema): readonly AlterStep[] {
  const [was, is] = [before.facts?.partitionedBy ?? [], after.facts?.partitionedBy ?? []];
  // A source without facts, such as a .proto, says nothing about partitions.
  if (after.facts === undefined || before.facts === undefined || JSON.stringify(was) === JSON.stringify(is))
    return [];
  const list = (names: readonly string[]): string =>
    names.length === 0 ? "not partitioned" : `partitioned by ${names.map(quoteName).join(", ")}`;
  return [
    {
      phase: "by-hand",
      notes: [
        `${tableLabel(before.name)} is ${list(was)}, and is to be ${list(is)}: Delta cannot change that in place`,
        "create a table of another name, copy the rows, deploy producers that write to it",
      ],
    },
  ];
}
