import type { TableFormat, TableStore } from "../table-store.js";
import type { TransactionalFormat, TransactionalStore } from "../transactional-store.js";
import { materialize, recordedIn } from "./materialize.js";
import { recoverLog } from "./recover-log.js";
import { WAL_LIMITS } from "./wal-limits.js";
import { type WalOptions, WalStore } from "./wal-store.js";

/** Tables with a log before them: rows are durable when they are appended, and in the table a while later. */
export function walFormat(inner: TransactionalFormat, options: WalOptions): TableFormat {
  return {
    create: async (directory, schema, info) =>
      WalStore.open(directory, await inner.create(directory, schema, info), options),
    open: async (directory) => WalStore.open(directory, await inner.open(directory), options),
  };
}

/** Tables without a log. What one has left, when the directory was served with logs, is in the table once it is open. */
export function withoutWal(inner: TransactionalFormat, log: (line: string) => void): TableFormat {
  const drained = async (directory: string, store: TransactionalStore): Promise<TableStore> => {
    const sealed = await recoverLog(directory, recordedIn(store), log);
    const table = { directory, store, log, limits: WAL_LIMITS };
    for (const segment of sealed) await materialize(table, segment);
    return store;
  };
  return {
    create: async (directory, schema, info) =>
      drained(directory, await inner.create(directory, schema, info)),
    open: async (directory) => drained(directory, await inner.open(directory)),
  };
}
