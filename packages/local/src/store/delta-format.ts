import { DeltaTable } from "../delta/delta-table.js";
import { loadSnapshot } from "../delta/snapshot.js";
import type { TableFormat, TableStore } from "./table-store.js";

/** Tables as Delta tables: what the server keeps. */
export const deltaFormat: TableFormat = {
  async create(directory, schema) {
    return toStore(directory, await DeltaTable.create(directory, schema));
  },
  async open(directory) {
    return toStore(directory, await DeltaTable.open(directory));
  },
};

async function toStore(directory: string, table: DeltaTable): Promise<TableStore> {
  const { metaData } = await loadSnapshot(directory);
  return {
    id: metaData.id,
    createdMs: metaData.createdTime ?? 0,
    schema: table.schema,
    get version() {
      return table.version;
    },
    append: (rows) => table.append(rows),
    close: () => table.close(),
  };
}
