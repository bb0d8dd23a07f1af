import { schemaDifference } from "../schema/schema-difference.js";
import type { StructType } from "../schema/struct-type.js";
import { formatTableName, type TableName } from "../schema/table-name.js";
import { GroupCommit } from "./group-commit.js";
import { findTables, tableDirectory } from "./table-directory.js";
import type { TableFormat, TableStore } from "./table-store.js";

/** One table of a {@link Warehouse}. */
export interface Table {
  readonly name: TableName;
  readonly fullName: string;
  readonly directory: string;
  readonly store: TableStore;
  /** The one way to add rows. */
  readonly commits: GroupCommit;
}

/** A table of this name exists already, and looks different. */
export class TableExistsError extends Error {
  constructor(fullName: string, directory: string, differences: readonly string[]) {
    super(
      `table ${fullName} exists with another schema: ${differences.join("; ")}. ` +
        `Delete ${directory} to start over, or choose another name`,
    );
    this.name = "TableExistsError";
  }
}

/** What a commit to a table waits for; a rejection fails it. */
export type BeforeCommit = (fullName: string) => Promise<void> | undefined;

/** All tables below one directory. */
export class Warehouse {
  readonly #root: string;
  readonly #format: TableFormat;
  readonly #beforeCommit: BeforeCommit;
  readonly #tables = new Map<string, Table>();
  /** Creations, one after the other: two of the same name must not race. Never rejects. */
  #creating: Promise<unknown> = Promise.resolve();

  private constructor(root: string, format: TableFormat, beforeCommit: BeforeCommit) {
    this.#root = root;
    this.#format = format;
    this.#beforeCommit = beforeCommit;
  }

  /** Opens every table below `root`. One that cannot be opened is logged and left out. */
  static async open(
    root: string,
    format: TableFormat,
    log: (line: string) => void,
    beforeCommit: BeforeCommit = () => undefined,
  ): Promise<Warehouse> {
    const warehouse = new Warehouse(root, format, beforeCommit);
    for (const name of await findTables(root)) {
      const directory = tableDirectory(root, name);
      try {
        warehouse.#add(name, directory, await format.open(directory));
      } catch (error) {
        log(`table ${formatTableName(name)} is left out: ${String(error)}`);
      }
    }
    return warehouse;
  }

  /**
   * Makes a table, or hands out the one that is there with this schema.
   * @throws {TableExistsError} when the one that is there has another
   */
  create(name: TableName, schema: StructType): Promise<Table> {
    const created = this.#creating.then(() => this.#create(name, schema));
    this.#creating = created.catch(() => undefined);
    return created;
  }

  get(fullName: string): Table | undefined {
    return this.#tables.get(fullName);
  }

  /** All tables, by full name. */
  list(): readonly Table[] {
    return [...this.#tables.values()].sort((a, b) => (a.fullName < b.fullName ? -1 : 1));
  }

  /** Waits for every commit, and closes the tables. */
  async close(): Promise<void> {
    await this.#creating;
    await Promise.all(
      [...this.#tables.values()].map(async ({ commits, store }) => {
        await commits.settled();
        await store.close();
      }),
    );
  }

  async #create(name: TableName, schema: StructType): Promise<Table> {
    const existing = this.#tables.get(formatTableName(name));
    if (existing === undefined) {
      const directory = tableDirectory(this.#root, name);
      return this.#add(name, directory, await this.#format.create(directory, schema));
    }
    const differences = schemaDifference(existing.store.schema, schema);
    if (differences.length > 0)
      throw new TableExistsError(existing.fullName, existing.directory, differences);
    return existing;
  }

  #add(name: TableName, directory: string, store: TableStore): Table {
    const fullName = formatTableName(name);
    const commits = new GroupCommit(store, () => this.#beforeCommit(fullName));
    const table = { name, fullName, directory, store, commits };
    this.#tables.set(fullName, table);
    return table;
  }
}
