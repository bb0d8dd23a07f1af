import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startLocal } from "@zerobus-gen/local";
import { onTestFinished } from "vitest";
import { ORDERS_INFO } from "./shop.js";
import { temporaryFolder } from "./temporary-folder.js";

/** The orders as a catalog describes them, as text. */
export const ORDERS = JSON.stringify(ORDERS_INFO);

/** The same table with another name. */
export const renamed = (table: string): string => ORDERS.replaceAll("orders", table);

/** A project in a folder of its own. */
export function project(config: object, files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "zerobus.config.json"), JSON.stringify(config));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** The text of its lock. */
export const lockOf = (folder: string): string => readFileSync(join(folder, "zerobus.lock.json"), "utf8");

/** A local server with tables, and the variables that point at it. */
export async function catalog(...tables: readonly string[]) {
  const local = await startLocal({
    dir: temporaryFolder(),
    tables: tables.map((table): unknown => JSON.parse(table)),
  });
  onTestFinished(() => local.close());
  return { local, variables: { ZEROBUS_EMULATOR_HOST: new URL(local.endpoint).host } };
}
