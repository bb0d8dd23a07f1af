import { fromCatalog } from "../schema/from-catalog.js";
import type { JsonObject } from "../schema/json-object.js";
import { rowLoss } from "../schema/row-loss.js";
import { schemaDifference } from "../schema/schema-difference.js";
import type { StructType } from "../schema/struct-type.js";
import { formatTableName, type TableName } from "../schema/table-name.js";
import type { UnsupportedColumn } from "../schema/unsupported-column.js";
import type { CommitHooks } from "./commit-hooks.js";
import { GroupCommit } from "./group-commit.js";
import type { StoreChange, TableStore } from "./table-store.js";

/** Who has to know what becomes of a table: each stream onto it. */
export interface TableWatcher {
  /** From here on, rows must fit the table as it is now. Comes before the change is on disk. */
  altered(): void;
  /** The table is no more. What was accepted is still committed. */
  dropped(): void;
  /** The change did not come to be, and what was accepted since then is lost. */
  failed(reason: unknown): void;
}

/** What rows of a table can have, and what its catalog says of it. */
interface Definition {
  readonly schema: StructType;
  readonly unsupported: readonly UnsupportedColumn[];
  readonly info: JsonObject;
}

/** One table of a warehouse. */
export class Table {
  readonly name: TableName;
  readonly fullName: string;
  /** Where it lies on disk; undefined for one in memory. */
  readonly directory: string | undefined;
  readonly store: TableStore;
  /** The one way to add rows. */
  readonly commits: GroupCommit;
  readonly watchers: Set<TableWatcher> = new Set();
  readonly #hooks: CommitHooks;
  #definition: Definition;

  constructor(name: TableName, directory: string | undefined, store: TableStore, hooks: CommitHooks = {}) {
    this.name = name;
    this.fullName = formatTableName(name);
    this.directory = directory;
    this.store = store;
    this.#hooks = hooks;
    this.commits = new GroupCommit(store, {
      before: () => hooks.before?.(this.fullName),
      after: ({ version, bytes }, rows, durationMs) => {
        const appended = { table: this.fullName, rows, bytes, durationMs };
        if (version === undefined) hooks.after?.({ ...appended, version: store.version, operation: "log" });
        else hooks.after?.({ ...appended, version, operation: "append" });
      },
    });
    store.hear?.((commit) => hooks.after?.({ ...commit, table: this.fullName, operation: "materialize" }));
    this.#definition = definitionOf(store);
  }

  /** What rows must fit that come now. While the table is altered, the disk is a moment behind. */
  get schema(): StructType {
    return this.#definition.schema;
  }

  /** The columns that no row can have a value of. */
  get unsupported(): readonly UnsupportedColumn[] {
    return this.#definition.unsupported;
  }

  /** The catalog's words, as they came. Without columns if somebody else has changed those since. */
  get info(): JsonObject {
    return this.#definition.info;
  }

  /**
   * Alters the table: rows that were accepted before are committed before, those that come later must fit it. One change
   * at a time.
   * @returns why the rows had to go; nothing when they stayed
   */
  async alter(to: Definition): Promise<readonly string[]> {
    const loss = rowLoss(this.schema, to.schema);
    this.#definition = to;
    // In the same turn as the change gets its place in the queue, so that no row comes between.
    for (const watcher of [...this.watchers]) watcher.altered();
    try {
      const change = { schema: to.schema, info: to.info, keepsRows: loss.length === 0 };
      await this.commits.alone(() => this.#alterStore(change));
    } catch (reason) {
      this.#definition = definitionOf(this.store);
      for (const watcher of [...this.watchers]) watcher.failed(reason);
      throw reason;
    }
    return loss;
  }

  /** Takes every row that was accepted before, in one commit. Streams go on. */
  async clear(): Promise<void> {
    await this.commits.alone(() => {
      const { schema, info = {} } = this.store;
      return this.#alterStore({ schema, info, keepsRows: false });
    });
  }

  async #alterStore(change: StoreChange): Promise<void> {
    const startedAt = performance.now();
    await this.store.alter(change);
    const durationMs = performance.now() - startedAt;
    const { version } = this.store;
    this.#hooks.after?.({ table: this.fullName, version, operation: "alter", rows: 0, bytes: 0, durationMs });
  }

  /** Ends what goes on with the table, once every accepted row is committed. */
  async drop(): Promise<void> {
    for (const watcher of [...this.watchers]) watcher.dropped();
    await this.close();
  }

  /** Waits for every commit. */
  async close(): Promise<void> {
    await this.commits.settled();
    await this.store.close();
  }
}

/** The catalog's words hold only as long as they are about the columns that the store has. */
function definitionOf({ schema, info }: TableStore): Definition {
  if (info === undefined) return { schema, unsupported: [], info: {} };
  try {
    const told = fromCatalog(info);
    if (schemaDifference(schema, told.schema).length === 0) {
      return { schema, unsupported: told.unsupported, info };
    }
  } catch {
    // Somebody else wrote it.
  }
  const { columns: _, ...rest } = info;
  return { schema, unsupported: [], info: rest };
}
