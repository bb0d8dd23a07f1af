import type { Problem } from "./problem.js";

/** `main.shop.orders: items[].sku: message`, and the mend on a line of its own. */
export function formatProblem({ table, column, message, hint }: Problem): string {
  const place = column === undefined ? table : `${table}: ${column}`;
  return hint === undefined ? `${place}: ${message}` : `${place}: ${message}\n    ${hint}`;
}
