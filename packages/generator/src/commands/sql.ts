import {
  formatProblem,
  formatTableName,
  hasError,
  type Problem,
  parseTableName,
  type SchemaRead,
  type TableName,
  type TableSchema,
  tableLabel,
} from "@zerobus-gen/schema";
import pc from "picocolors";
import { SourceError } from "../source/source-error.js";
import { alterTable } from "../sql/alter-table.js";
import type { Phase } from "../sql/alteration.js";
import { createTable } from "../sql/create-table.js";
import { grants } from "../sql/grants.js";
import { formatScript, type Statement } from "../sql/statement.js";
import type { Terminal } from "../terminal.js";
import { EXIT, type ExitCode } from "./exit-code.js";

/** How `sql` was called. */
export interface SqlOptions {
  /** Take exactly two sources, and print what takes the tables of the first to those of the second. */
  readonly diff?: boolean;
  /** Print what a producer must be granted on each table, instead of the tables. */
  readonly grants?: boolean;
  /** To whom: the application id of a service principal, or the name of a user or group. */
  readonly principal?: string;
  /** Print one JSON document instead of a script. */
  readonly json?: boolean;
}

/** Reads tables from sources, raw: also what cannot be written to. */
export type ReadTables = (sources: readonly string[]) => Promise<SchemaRead>;

/**
 * Prints SQL for the tables of the sources: `CREATE TABLE`, `ALTER TABLE` or `GRANT`. Nothing is run.
 *
 * @throws SourceError where the options do not fit the sources, or a source cannot be read
 */
export async function sql(
  sources: readonly string[],
  options: SqlOptions,
  read: ReadTables,
  terminal: Terminal,
): Promise<ExitCode> {
  const script = await write(sources, options, read);
  const isFailed = hasError(script.problems);
  const statements = isFailed ? [] : script.statements;
  if (options.json) {
    terminal.out(JSON.stringify({ clean: !isFailed, statements, problems: script.problems }));
    return isFailed ? EXIT.failed : EXIT.clean;
  }
  const { red, yellow, green } = pc.createColors(terminal.colours);
  for (const problem of script.problems) {
    terminal.err(
      `${problem.severity === "error" ? red("error") : yellow("warning")} ${formatProblem(problem)}`,
    );
  }
  if (isFailed) return EXIT.failed;
  if (statements.length === 0) terminal.err(green("nothing to do: the tables are the same"));
  else terminal.out(format(statements));
  return EXIT.clean;
}

/** A statement, which table it is for, and when to run it where that matters. */
interface TableStatement extends Statement {
  readonly table: string;
  readonly phase?: Phase;
}

interface Script {
  readonly statements: readonly TableStatement[];
  readonly problems: readonly Problem[];
}

async function write(sources: readonly string[], options: SqlOptions, read: ReadTables): Promise<Script> {
  if (options.grants) return writeGrants(sources, options, read);
  if (options.principal !== undefined) {
    throw new SourceError("--principal is for --grants only", "write --grants --principal NAME");
  }
  if (options.diff) return writeDiff(sources, read);
  const { tables, problems } = await read(sources);
  return { statements: tables.map((table) => of(table.name, createTable(table))), problems };
}

async function writeGrants(
  sources: readonly string[],
  { principal, diff }: SqlOptions,
  read: ReadTables,
): Promise<Script> {
  if (diff) throw new SourceError("--grants and --diff do not go together", "ask for one of them");
  if (principal === undefined || principal.trim() === "") {
    throw new SourceError(
      "nobody to grant to",
      "add --principal with the application id of the service principal",
    );
  }
  // Who lacks the grants cannot read the table; its name is enough.
  const named = new Map(sources.flatMap((source) => nameOf(source)));
  const others = sources.filter((source) => !named.has(source));
  const { tables, problems } = others.length === 0 ? { tables: [], problems: [] } : await read(others);
  const names = [...named.values(), ...tables.map(({ name }) => name)];
  const statements = names.flatMap((name) => grants(name, principal.trim()).map((grant) => of(name, grant)));
  const seen = new Set<string | undefined>();
  return { statements: statements.filter(({ sql }) => !seen.has(sql) && seen.add(sql)), problems };
}

/** The source as the name of a table, where it can be nothing else. */
function nameOf(source: string): readonly (readonly [string, TableName])[] {
  if (!/^[\w-]+\.[\w-]+\.\w+$/.test(source) || /\.(?:json|proto)$/.test(source)) return [];
  const parsed = parseTableName(source);
  return "name" in parsed ? [[source, parsed.name]] : [];
}

async function writeDiff(sources: readonly string[], read: ReadTables): Promise<Script> {
  const [from, to, ...more] = sources;
  if (from === undefined || to === undefined || more.length > 0) {
    throw new SourceError(
      `--diff takes two sources, and there ${sources.length === 1 ? "is 1" : `are ${sources.length}`}`,
      "write sql --diff BEFORE AFTER",
    );
  }
  const before = await read([from]);
  const after = await read([to]);
  const problems = [...before.problems, ...after.problems];
  return { statements: hasError(problems) ? [] : compare(before.tables, after.tables), problems };
}

function compare(before: readonly TableSchema[], after: readonly TableSchema[]): readonly TableStatement[] {
  const [onlyBefore, onlyAfter] = [before[0], after[0]];
  // Two tables are compared whatever their names: those of two environments differ.
  if (before.length === 1 && after.length === 1 && onlyBefore && onlyAfter) {
    return alterTable(onlyBefore, onlyAfter).map((step) => of(onlyBefore.name, step));
  }
  const earlier = new Map(before.map((table) => [keyOf(table.name), table]));
  const statements = after.flatMap((table) => {
    const self = earlier.get(keyOf(table.name));
    earlier.delete(keyOf(table.name));
    const steps = self === undefined ? [createTable(table)] : alterTable(self, table);
    return steps.map((step) => of(table.name, step));
  });
  const gone = [...earlier.values()].map(({ name }) =>
    of(name, {
      notes: [`${tableLabel(name)} is not in the second source; dropping it is for you to decide`],
    }),
  );
  return [...statements, ...gone];
}

function keyOf(name: TableName): string {
  return formatTableName(name).toLowerCase();
}

function of(name: TableName, statement: Statement & { readonly phase?: Phase }): TableStatement {
  return { table: formatTableName(name), ...statement };
}

const headings: Readonly<Record<Phase, string>> = {
  before: "Before the new producers are deployed; the old ones go on writing.",
  stopped: "While no producer writes: stop the old ones, run this, start the new ones.",
  after: "After the new producers have taken over.",
  "by-hand": "By hand: nothing does this in place.",
};

/** The script, with a heading wherever a phase begins. */
function format(statements: readonly TableStatement[]): string {
  let [table, phase]: readonly [string?, Phase?] = [];
  const headed = statements.map((statement) => {
    const begins = statement.phase !== undefined && (statement.phase !== phase || statement.table !== table);
    [table, phase] = [statement.table, statement.phase];
    if (!begins || statement.phase === undefined) return statement;
    return { ...statement, notes: [`== ${headings[statement.phase]}`, ...statement.notes] };
  });
  return formatScript(headed);
}
