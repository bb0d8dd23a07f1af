import {
  checkTable,
  checkVariantTypes,
  formatProblem,
  problemOf,
  type Report,
  tableLabel,
} from "@zerobus-gen/schema";
import { indexModule } from "./index-module.js";
import type { OutputFile } from "./output-file.js";
import { outputNames } from "./output-names.js";
import { tableModule } from "./table-module.js";
import type { TableToEmit } from "./table-to-emit.js";

/** What emission needs from outside: it hashes nothing itself. */
export interface EmitContext {
  /** Lower-case hexadecimal SHA-256 of a text in UTF-8. */
  readonly sha256: (text: string) => string;
}

/**
 * The generated files of one folder: a module for each table, and the index. The same input gives the same bytes.
 * @throws TypeError for tables that cannot be written, or whose settings do not fit: names go into code as they are
 */
export function emit(tables: readonly TableToEmit[], { sha256 }: EmitContext): readonly OutputFile[] {
  const problems = tables.flatMap(errorsOf);
  if (problems.length > 0) throw new TypeError(`these tables cannot be generated:\n${problems.join("\n")}`);
  const names = outputNames(tables);
  const modules = [...names].map(([table, { file, exported }]) => ({
    path: `${file}.ts`,
    text: tableModule(table, exported, sha256),
  }));
  return [...modules, { path: "index.ts", text: indexModule([...names.values()]) }];
}

function errorsOf({ schema, settings }: TableToEmit): readonly string[] {
  const errors: string[] = [];
  const report: Report = (finding) => {
    const problem = problemOf(tableLabel(schema.name), finding);
    if (problem.severity === "error") errors.push(formatProblem(problem));
  };
  checkTable(schema, report);
  checkVariantTypes(schema, settings, report);
  return errors;
}
