import { formatProblem, type Problem } from "@zerobus-gen/schema";
import pc from "picocolors";
import type { Terminal } from "../terminal.js";
import { count } from "./count.js";

/** Problems that a person reads at once; the rest is counted. */
const MOST = 60;

/** Prints problems, each once: tables with errors first, all of a table together, errors before warnings. */
export function printProblems(problems: readonly Problem[], { err, colours }: Terminal): void {
  const { red, yellow, dim } = pc.createColors(colours);
  const distinct = [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
  const failed = new Set(distinct.filter(isError).map(({ table }) => table));
  const tables = [...new Set(distinct.map(({ table }) => table))];
  const rank = new Map([
    ...tables.filter((table) => failed.has(table)).map((table, at) => [table, at] as const),
    ...tables.filter((table) => !failed.has(table)).map((table, at) => [table, failed.size + at] as const),
  ]);
  const order = (problem: Problem): number => (rank.get(problem.table) ?? 0) * 2 + (isError(problem) ? 0 : 1);
  const sorted = distinct.toSorted((a, b) => order(a) - order(b));
  for (const problem of sorted.slice(0, MOST)) {
    err(`${isError(problem) ? red("error") : yellow("warning")} ${formatProblem(problem)}`);
  }
  const rest = sorted.slice(MOST);
  if (rest.length === 0) return;
  const more = new Set(rest.map(({ table }) => table)).size;
  err(dim(`… and ${count(rest.length, "more problem")} in ${count(more, "table")}; --json has them all`));
}

function isError({ severity }: Problem): boolean {
  return severity === "error";
}
