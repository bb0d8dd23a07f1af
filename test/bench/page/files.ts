import { fileURLToPath } from "node:url";

/** What the page is made of, and what it is made from: paths. */
export const FILES: Readonly<Record<"results" | "page" | "plot", string>> = {
  results: docs("performance.jsonl"),
  page: docs("performance.md"),
  plot: docs("performance.svg"),
};

function docs(name: string): string {
  return fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url));
}
