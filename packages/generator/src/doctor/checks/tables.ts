import {
  formatProblem,
  formatTableName,
  type Problem,
  problemOf,
  type TableSchema,
  tableLabel,
  writableTable,
} from "@zerobus-gen/schema";
import { SourceError } from "../../source/source-error.js";
import type { Check, Examination } from "../check.js";
import { eachTable } from "../each-table.js";
import type { Finding } from "../finding.js";
import type { DoctorTable } from "../project.js";

/** Whether the catalog shows each table, whether Zerobus writes to it, and whether it is still as locked. */
export const tables: Check = {
  name: "tables",
  async run(examination) {
    const { context, evidence, report } = examination;
    if (context.project.tables.length === 0) {
      report({
        mark: "skipped",
        message: "none is locked, and none was named: zerobus-gen doctor main.shop.orders",
      });
    } else if (evidence.workspace === undefined) {
      report({ mark: "skipped", message: "no workspace to ask for them" });
    } else if (evidence.workspaceIsSilent) {
      report({ mark: "skipped", message: "the workspace does not answer" });
    } else {
      await eachTable(examination, (table) => look(table, examination));
    }
  },
};

async function look(table: DoctorTable, { context, signal }: Examination): Promise<readonly Finding[]> {
  try {
    const { tables: read, problems } = await context.readTable(formatTableName(table.name), signal);
    const [live] = read;
    if (live === undefined) return problems.map(problemFinding);
    return [...problems.map(problemFinding), ...examine(table, live, context.compare)];
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return [{ mark: "wrong", message: error.message, ...(error.hint !== undefined && { mend: error.hint }) }];
  }
}

function examine(
  { name, schema, settings = {} }: DoctorTable,
  live: TableSchema,
  compare: Examination["context"]["compare"],
): readonly Finding[] {
  const found: Problem[] = [];
  const writable = writableTable(live, settings, (finding) =>
    found.push(problemOf(tableLabel(name), finding)),
  );
  const changes = schema === undefined ? [] : compare(schema, live);
  const drift = driftFinding(tableLabel(name), changes);
  const findings = [...found.map(problemFinding), ...(drift === undefined ? [] : [drift])];
  if (findings.some(({ mark }) => mark === "wrong")) return findings;
  const { kind = "table", format = "" } = live.facts ?? {};
  const count = `${writable.columns.length} ${writable.columns.length === 1 ? "column" : "columns"}`;
  const state = schema === undefined ? "" : changes.length === 0 ? ", as locked" : "";
  const message = `${tableLabel(name)}: ${[kind, format].join(" ").trim()}, ${count}${state}`;
  return [{ mark: "ok", message }, ...findings];
}

function problemFinding(problem: Problem): Finding {
  const { hint, ...rest } = problem;
  return {
    mark: problem.severity === "error" ? "wrong" : "warning",
    message: formatProblem(rest),
    ...(hint !== undefined && { mend: hint }),
  };
}

function driftFinding(
  table: string,
  changes: ReturnType<Examination["context"]["compare"]>,
): Finding | undefined {
  const [first, ...more] = changes.toSorted((a, b) => rank(a) - rank(b));
  if (first === undefined) return undefined;
  const others = more.length === 0 ? "" : `, and ${more.length} more`;
  return {
    mark: first.class === "breaking" ? "wrong" : "warning",
    message: `${table} has drifted from the lock (${first.class}): ${first.message}${others}`,
    mend: "zerobus-gen check   shows all of it, and what to do in which order",
  };
}

function rank(change: { readonly class: "breaking" | "warning" | "info" }): number {
  return ["breaking", "warning", "info"].indexOf(change.class);
}
