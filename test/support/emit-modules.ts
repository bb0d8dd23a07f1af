import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Table } from "@zerobus-gen/runtime";
import { onTestFinished } from "vitest";
import { emit, emitContext, type TableSchema, type TableSettings } from "zerobus-gen";

/** A row before anything is known of it. */
export type AnyRow = Readonly<Record<string, unknown>>;

/** The generated files of some tables, by name. */
export function emitFiles(
  tables: readonly TableSchema[],
  settings: TableSettings = {},
): Readonly<Record<string, string>> {
  const files = emit(
    tables.map((schema) => ({ schema, settings })),
    emitContext(),
  );
  return Object.fromEntries(files.map((file) => [file.path, file.text]));
}

/** Generates tables into a folder of their own, which goes with the test. Answers with the URL of their index. */
export function writeTables(schemas: readonly TableSchema[], settings: TableSettings = {}): string {
  // Below the workspace, so that the generated imports resolve.
  const home = fileURLToPath(new URL("../generated/", import.meta.url));
  mkdirSync(home, { recursive: true });
  const folder = mkdtempSync(join(home, "tables-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(emitFiles(schemas, settings))) {
    writeFileSync(join(folder, path), text);
  }
  return pathToFileURL(join(folder, "index.ts")).href;
}

/** Generates tables and loads them: what `tables` of their index holds. */
export async function loadTables(
  schemas: readonly TableSchema[],
  settings: TableSettings = {},
): Promise<ReadonlyMap<string, Table<AnyRow>>> {
  const index: { tables: Record<string, Table<AnyRow>> } = await import(writeTables(schemas, settings));
  return new Map(Object.entries(index.tables));
}
