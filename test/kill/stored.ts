import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { readSnapshot, readTable } from "@zerobus-gen/local";
import type { SideTable, Stored, StoredRow } from "./ledger.js";

/** What is a server's own, beside its tables. */
const OWN =
  /^(?:server\.lock|signing\.key|main\/shop\/(?:orders|side)\/_delta_log\/(?:\d{20}\.(?:json|checkpoint\.parquet)|_last_checkpoint))$/;

/** Reads what lies below the directory of a server that has nothing to do. */
export async function readStored(directory: string): Promise<Stored> {
  const rows: StoredRow[] = [];
  for await (const { id, note } of readTable(join(directory, "main/shop/orders"))) {
    rows.push({ id: Number(id), note: String(note) });
  }
  const live = new Set<string>();
  let side: SideTable = 0;
  for (const table of ["main/shop/orders", "main/shop/side"]) {
    const snapshot = await readSnapshot(join(directory, table)).catch(() => undefined);
    for (const { path } of snapshot?.files ?? []) live.add(`${table}/${path}`);
    if (table.endsWith("side") && snapshot !== undefined) side = snapshot.schema.fields.length === 1 ? 1 : 2;
  }
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const leftovers = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(directory, join(entry.path, entry.name)))
    .filter((name) => !OWN.test(name) && !live.has(name));
  return { rows, side, leftovers };
}
