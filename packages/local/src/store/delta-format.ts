import { DeltaTable } from "../delta/delta-table.js";
import { decodeAll } from "../record/encoded-rows.js";
import { isJsonObject, type JsonObject } from "../schema/json-object.js";
import { deltaReading } from "./delta-reading.js";
import type { TransactionalFormat, TransactionalStore } from "./transactional-store.js";

/** The table property that holds the catalog's words: so they change in one commit with the schema. */
const TABLE_INFO = "zerobus-gen.tableInfo";

/** Tables as Delta tables: what the server keeps. */
export const deltaFormat: TransactionalFormat = {
  async create(directory, schema, info) {
    const table = await DeltaTable.create(directory, schema, info === undefined ? {} : properties(info));
    return toStore(table, directory);
  },
  async open(directory) {
    return toStore(await DeltaTable.open(directory), directory);
  },
};

function toStore(table: DeltaTable, directory: string): TransactionalStore {
  return {
    id: table.metaData.id,
    createdMs: table.metaData.createdTime ?? 0,
    get schema() {
      return table.schema;
    },
    get info() {
      return readInfo(table.metaData.configuration[TABLE_INFO]);
    },
    get version() {
      return table.version;
    },
    append: (requests, txn) => table.append(decodeAll(requests), txn === undefined ? {} : { txn }),
    transaction: (appId) => table.transaction(appId),
    sync: () => table.sync(),
    materialize: async () => {},
    async alter({ schema, info, keepsRows }) {
      const configuration = { ...table.metaData.configuration, ...properties(info) };
      await table.alter({ schema, configuration, keepsRows });
    },
    ...deltaReading(directory, table),
    close: () => table.close(),
  };
}

function properties(info: JsonObject): Readonly<Record<string, string>> {
  return { [TABLE_INFO]: JSON.stringify(info) };
}

/** Anybody may have written there since. */
function readInfo(text: string | undefined): JsonObject | undefined {
  try {
    const info: unknown = JSON.parse(text ?? "null");
    return isJsonObject(info) ? info : undefined;
  } catch {
    return undefined;
  }
}
