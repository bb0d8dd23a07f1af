import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The file of a commit. */
export function commitFile(table: string, version: number): string {
  return join(table, "_delta_log", `${String(version).padStart(20, "0")}.json`);
}

/** One line of a commit: an action by its name. */
export type ActionJson = Record<string, Record<string, unknown>>;

/** Writes a commit anew, with other actions, as no Delta writer may. */
export async function rewriteCommit(
  table: string,
  version: number,
  rewrite: (action: ActionJson) => ActionJson | undefined,
): Promise<void> {
  const file = commitFile(table, version);
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
  const actions = lines.map((line) => rewrite(JSON.parse(line))).filter((action) => action !== undefined);
  await writeFile(file, actions.map((action) => `${JSON.stringify(action)}\n`).join(""));
}
