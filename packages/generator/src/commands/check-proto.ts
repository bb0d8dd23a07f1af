import {
  type ColumnType,
  type Comparison,
  compareReads,
  type DriftPolicy,
  driftReport,
  type Field,
  parseTableName,
  type SchemaRead,
  type TableName,
  type TableSchema,
} from "@zerobus-gen/schema";
import pc from "picocolors";
import { refineType } from "../source/proto/proto-type.js";
import { type ReadOptions, readSources } from "../source/read-sources.js";
import { SourceError } from "../source/source-error.js";
import type { Terminal } from "../terminal.js";
import { isForPeople, printReport, type ReportOutput, today } from "./drift-output.js";
import type { ExitCode } from "./exit-code.js";
import { printProblems } from "./print-problems.js";

/** How `check --proto` was called. */
export interface CheckProtoOptions {
  readonly proto: string;
  /** The same as it was written. */
  readonly shown: string;
  /** Full name of the table that it is for. */
  readonly table: string;
  readonly policy: DriftPolicy;
  readonly outputs: readonly ReportOutput[];
}

/**
 * Says whether a hand-written `.proto` fits a table. A field fits every type that is the same on the wire: `int64` a
 * BIGINT and a TIMESTAMP alike, since only whoever fills it knows which it is.
 */
export async function checkProto(
  { proto, shown, table, policy, outputs }: CheckProtoOptions,
  reading: Pick<ReadOptions, "catalog" | "signal">,
  terminal: Terminal,
): Promise<ExitCode> {
  const parsed = parseTableName(table);
  if ("problem" in parsed) throw new SourceError(parsed.problem.message, parsed.problem.hint);
  const namespace = { catalog: parsed.name.catalog, schema: parsed.name.schema };
  const [written, live] = await Promise.all([
    readSources([proto], { ...reading, namespace }),
    readSources([table], reading),
  ]);
  const message = messageFor(written, parsed.name, shown);
  const notes: string[] = [];
  const [target] = live.tables;
  const before =
    target === undefined
      ? message
      : { ...message, columns: alike(message.columns, target.columns, "", notes) };
  // Whoever reads a machine's form has no use for them.
  if (isForPeople(outputs)) {
    printProblems(
      written.problems.filter(({ severity }) => severity === "warning"),
      terminal,
    );
    const { cyan } = pc.createColors(terminal.colours);
    for (const note of notes) terminal.err(`${cyan("note")} ${note}`);
  }
  const comparison = compareReads({ tables: [before], problems: written.problems }, live, {
    settingsOf: () => ({}),
    pairing: "names",
    missing: "failure",
  });
  const report = driftReport(inWordsOfProto(comparison), {
    policy,
    today: today(),
    before: shown,
    after: `${table} (live)`,
  });
  return printReport(report, outputs, undefined, terminal);
}

/** The message of that name, or the only one there is, under the name of the table. */
function messageFor({ tables, problems }: SchemaRead, name: TableName, shown: string): TableSchema {
  const named = tables.filter((table) => table.name.table.toLowerCase() === name.table.toLowerCase());
  const [message, ...more] = named.length > 0 ? named : tables;
  if (message === undefined) {
    const [first] = problems;
    throw new SourceError(
      problems.length === 0
        ? `there is no message in ${shown} that could be a table`
        : problems.map((problem) => `${shown}: ${problem.message}`).join("\n"),
      first === undefined ? "name a .proto file with the message of the rows" : first.hint,
    );
  }
  if (more.length > 0) {
    throw new SourceError(
      `there are several messages in ${shown}: ${tables.map((table) => table.name.table).join(", ")}`,
      `name the one for the table: a comment with @zerobus table ${name.catalog}.${name.schema}.${name.table}`,
    );
  }
  return { ...message, name };
}

/** A column that must be filled was never left out here: the field was written so. */
function inWordsOfProto(comparison: Comparison): Comparison {
  return {
    ...comparison,
    compared: comparison.compared.map((table) => ({
      ...table,
      changes: table.changes.map((change) =>
        change.rule === "column-required"
          ? {
              ...change,
              message: "is NOT NULL, and the field may be left out; such rows are refused",
              advice: "write `required` (proto2), or see that every row fills it and ignore this one",
            }
          : change,
      ),
    })),
  };
}

/** The fields with the types of their columns, wherever the two are the same on the wire. */
function alike(
  fields: readonly Field[],
  columns: readonly Field[],
  parent: string,
  notes: string[],
): readonly Field[] {
  return fields.map((field) => {
    const column = columns.find(({ name }) => name === field.name);
    if (column === undefined) return field;
    const path = parent === "" ? field.name : `${parent}.${field.name}`;
    return { ...field, type: alikeType(field.type, column.type, path, notes) };
  });
}

function alikeType(own: ColumnType, wanted: ColumnType, path: string, notes: string[]): ColumnType {
  if (own.kind === "struct" && wanted.kind === "struct") {
    return { ...own, fields: alike(own.fields, wanted.fields, path, notes) };
  }
  if (own.kind === "array" && wanted.kind === "array") {
    return { ...own, element: alikeType(own.element, wanted.element, `${path}[]`, notes) };
  }
  if (own.kind === "map" && wanted.kind === "map") {
    const key = alikeType(own.key, wanted.key, `${path}[key]`, notes);
    return { ...own, key, value: alikeType(own.value, wanted.value, `${path}[value]`, notes) };
  }
  const refined = refineType(own, wanted);
  if (refined === undefined) return own;
  const unit = UNITS[refined.kind];
  if (unit !== undefined && own.kind !== refined.kind) notes.push(`${path} must hold ${unit}`);
  return refined;
}

/** What a number or a text stands for, where its type alone does not say. */
const UNITS: Readonly<Partial<Record<ColumnType["kind"], string>>> = {
  timestamp: "microseconds since 1970, UTC",
  timestamp_ntz: "microseconds since 1970 of the wall clock",
  date: "days since 1970-01-01",
  decimal: "decimal text, such as 19.99",
  variant: "JSON text",
};
