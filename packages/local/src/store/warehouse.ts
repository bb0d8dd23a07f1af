import { randomUUID } from "node:crypto";
import { readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DeltaError } from "../delta/delta-error.js";
import { syncDirectory } from "../delta/durable-file.js";
import { removeUnborn } from "../delta/leftovers.js";
import type { TableDefinition } from "../schema/from-catalog.js";
import { schemaDifference } from "../schema/schema-difference.js";
import { formatTableName, type TableName } from "../schema/table-name.js";
import type { UnsupportedColumn } from "../schema/unsupported-column.js";
import type { CommitHooks } from "./commit-hooks.js";
import { Table } from "./table.js";
import { findTables, tableDirectory } from "./table-directory.js";
import type { TableFormat } from "./table-store.js";

/** A table of this name exists already, and looks different. */
export class TableExistsError extends Error {
  constructor(fullName: string, directory: string | undefined, differences: readonly string[]) {
    const how = differences.length === 0 ? "" : ` with another schema: ${differences.join("; ")}`;
    const again = directory === undefined ? "drop it" : `delete ${directory}`;
    super(`table ${fullName} exists${how}. Alter it, ${again} to start over, or choose another name`);
    this.name = "TableExistsError";
  }
}

/** There is no table of this name. */
export class NoSuchTableError extends Error {
  constructor(fullName: string) {
    super(`table ${fullName} does not exist`);
    this.name = "NoSuchTableError";
  }
}

/** A table as it is wanted. Without the catalog's words, it has no columns but those of the schema. */
export type Wanted = Pick<TableDefinition, "schema"> & Partial<TableDefinition>;

/** What came of altering a table. */
export interface Alteration {
  readonly table: Table;
  /** Why the rows had to go; empty when they stayed. */
  readonly loss: readonly string[];
}

/** A table that is on its way out: no name of a catalog begins with a dot on disk. */
const DROPPED = ".dropped-";

/** All tables below one directory, or in memory. */
export class Warehouse {
  readonly #root: string | undefined;
  readonly #format: TableFormat;
  readonly #hooks: CommitHooks;
  readonly #tables = new Map<string, Table>();
  /** Tables made, altered and dropped, one after the other: two of the same name must not race. Never rejects. */
  #changing: Promise<unknown> = Promise.resolve();

  private constructor(root: string | undefined, format: TableFormat, hooks: CommitHooks) {
    this.#root = root;
    this.#format = format;
    this.#hooks = hooks;
  }

  /**
   * Opens every table below `root`; without one, there is none yet. One that cannot be opened is logged and left out.
   */
  static async open(
    root: string | undefined,
    format: TableFormat,
    log: (line: string) => void,
    hooks: CommitHooks = {},
  ): Promise<Warehouse> {
    const warehouse = new Warehouse(root, format, hooks);
    if (root === undefined) return warehouse;
    const dropped = (await readdir(root)).filter((name) => name.startsWith(DROPPED));
    for (const name of dropped) await rm(join(root, name), { recursive: true, force: true });
    for (const name of await findTables(root)) {
      const directory = tableDirectory(root, name);
      try {
        warehouse.#add(new Table(name, directory, await format.open(directory), hooks));
      } catch (error) {
        if (error instanceof DeltaError && error.code === "not_a_table") await removeUnborn(directory);
        else log(`table ${formatTableName(name)} is left out: ${String(error)}`);
      }
    }
    return warehouse;
  }

  /**
   * Makes a table, or hands out the one that is there with these columns.
   * @throws {TableExistsError} when the one that is there has others
   */
  create(name: TableName, wanted: Wanted): Promise<Table> {
    return this.#inTurn(() => this.#create(name, wanted));
  }

  /**
   * Makes a table.
   * @throws {TableExistsError} when one is there, whatever it looks like
   */
  createNew(name: TableName, wanted: Wanted): Promise<Table> {
    return this.#inTurn(async () => {
      const existing = this.#tables.get(formatTableName(name));
      if (existing !== undefined) throw new TableExistsError(existing.fullName, existing.directory, []);
      return this.#create(name, wanted);
    });
  }

  /**
   * Alters a table to what `to` makes of it.
   * @throws {NoSuchTableError}
   */
  alter(fullName: string, to: (table: Table) => TableDefinition): Promise<Alteration> {
    return this.#inTurn(async () => {
      const table = this.#require(fullName);
      return { table, loss: await table.alter(to(table)) };
    });
  }

  /**
   * Drops a table, rows and all.
   * @throws {NoSuchTableError}
   */
  drop(fullName: string): Promise<void> {
    return this.#inTurn(async () => {
      const table = this.#require(fullName);
      this.#tables.delete(fullName);
      await table.drop();
      this.#hooks.dropped?.(fullName);
      if (this.#root === undefined || table.directory === undefined) return;
      // One step, since half a table would be there again after a crash.
      const grave = join(this.#root, `${DROPPED}${randomUUID()}`);
      await rename(table.directory, grave);
      // Before anything in it goes: after a power cut, the table is there as a whole or not at all.
      await syncDirectory(dirname(table.directory));
      await syncDirectory(this.#root);
      await rm(grave, { recursive: true, force: true });
    });
  }

  /** Takes the rows of every table. */
  clear(): Promise<void> {
    return this.#inTurn(async () => {
      for (const table of this.#tables.values()) await table.clear();
    });
  }

  get(fullName: string): Table | undefined {
    return this.#tables.get(fullName);
  }

  /** All tables, by full name. */
  list(): readonly Table[] {
    return [...this.#tables.values()].sort((a, b) => (a.fullName < b.fullName ? -1 : 1));
  }

  /** Resolves when all rows that were appended by now are in their tables. */
  async materialize(): Promise<void> {
    await Promise.all([...this.#tables.values()].map(({ store }) => store.materialize()));
  }

  /** Waits for every commit, and closes the tables. */
  async close(): Promise<void> {
    await this.#changing;
    await Promise.all([...this.#tables.values()].map((table) => table.close()));
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const changed = this.#changing.then(change);
    this.#changing = changed.catch(() => undefined);
    return changed;
  }

  #require(fullName: string): Table {
    const table = this.#tables.get(fullName);
    if (table === undefined) throw new NoSuchTableError(fullName);
    return table;
  }

  async #create(name: TableName, { schema, unsupported = [], info }: Wanted): Promise<Table> {
    const existing = this.#tables.get(formatTableName(name));
    if (existing === undefined) {
      const directory = this.#root === undefined ? undefined : tableDirectory(this.#root, name);
      const startedAt = performance.now();
      const store = await this.#format.create(directory ?? "", schema, info);
      const durationMs = performance.now() - startedAt;
      const fullName = formatTableName(name);
      this.#hooks.after?.({
        table: fullName,
        version: store.version,
        operation: "create",
        rows: 0,
        bytes: 0,
        durationMs,
      });
      return this.#add(new Table(name, directory, store, this.#hooks));
    }
    const differences = [
      ...schemaDifference(existing.schema, schema),
      ...unsupportedDifference(existing.unsupported, unsupported),
    ];
    if (differences.length > 0)
      throw new TableExistsError(existing.fullName, existing.directory, differences);
    return existing;
  }

  #add(table: Table): Table {
    this.#tables.set(table.fullName, table);
    return table;
  }
}

function unsupportedDifference(
  actual: readonly UnsupportedColumn[],
  wanted: readonly UnsupportedColumn[],
): string[] {
  const label = ({ prefix, name, nullable, why }: UnsupportedColumn): string =>
    `column ${prefix}${name}${nullable ? "" : " NOT NULL"} (${why})`;
  const before = actual.map(label);
  const after = wanted.map(label);
  return [
    ...after.filter((column) => !before.includes(column)).map((column) => `${column} is new`),
    ...before.filter((column) => !after.includes(column)).map((column) => `${column} is gone`),
  ];
}
