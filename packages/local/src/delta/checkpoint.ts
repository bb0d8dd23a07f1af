import { join } from "node:path";
import type { Row } from "../schema/row.js";
import type { DataType, StructField, StructType } from "../schema/struct-type.js";
import { type Action, readAction } from "./actions.js";
import { logFileName } from "./delta-log.js";
import { replaceSynced } from "./durable-file.js";
import { encodeParquet } from "./encode-parquet.js";
import { ownedName } from "./file-owner.js";
import { fromJson, toJson } from "./json-value.js";
import { compilePivot } from "./pivot.js";
import { readParquet } from "./read-parquet.js";

const strings: DataType = { type: "array", elementType: "string", containsNull: true };
const stringMap: DataType = { type: "map", keyType: "string", valueType: "string", valueContainsNull: true };

/** One action a row, each in its own column: the log's JSON lines, turned into Parquet. */
const ACTIONS: StructType = struct({
  txn: struct({ appId: "string", version: "long", lastUpdated: "long" }),
  add: struct({
    path: "string",
    partitionValues: stringMap,
    size: "long",
    modificationTime: "long",
    dataChange: "boolean",
    stats: "string",
    tags: stringMap,
  }),
  remove: struct({ path: "string", deletionTimestamp: "long", dataChange: "boolean" }),
  metaData: struct({
    id: "string",
    name: "string",
    description: "string",
    format: struct({ provider: "string", options: stringMap }),
    schemaString: "string",
    partitionColumns: strings,
    configuration: stringMap,
    createdTime: "long",
  }),
  protocol: struct({
    minReaderVersion: "integer",
    minWriterVersion: "integer",
    readerFeatures: strings,
    writerFeatures: strings,
  }),
});

const pivot = compilePivot(ACTIONS);

/** The name of the checkpoint of a version. */
export function checkpointName(version: number): string {
  return logFileName(version, "checkpoint.parquet");
}

/**
 * Writes a checkpoint of a version, and then points `_last_checkpoint` to it: never to a file that is not there.
 * @see https://github.com/delta-io/delta/blob/master/PROTOCOL.md#checkpoints
 */
export async function writeCheckpoint(
  log: string,
  version: number,
  actions: readonly Action[],
): Promise<void> {
  const rows = actions.map((action) => fromJson(ACTIONS, action) as Row);
  const bytes = encodeParquet(ACTIONS, pivot(rows));
  await replaceSynced(join(log, checkpointName(version)), draftIn(log), bytes);
  const hint = {
    version,
    size: actions.length,
    sizeInBytes: bytes.byteLength,
    numOfAddFiles: actions.filter((action) => "add" in action).length,
  };
  await replaceSynced(join(log, "_last_checkpoint"), draftIn(log), JSON.stringify(hint));
}

/** Reads all parts of a checkpoint, ours or another writer's. */
export async function readCheckpoint(log: string, names: readonly string[]): Promise<readonly Action[]> {
  const actions: Action[] = [];
  for (const name of names) {
    for await (const rows of readParquet(join(log, name), ACTIONS)) {
      for (const row of rows) {
        const action = readAction(toJson(row));
        if (action !== undefined) actions.push(action);
      }
    }
  }
  return actions;
}

function draftIn(log: string): string {
  return join(log, `.${ownedName(".tmp")}`);
}

function struct(fields: Readonly<Record<string, DataType>>): StructType {
  const list = Object.entries(fields).map(
    ([name, type]): StructField => ({ name, type, nullable: true, metadata: {} }),
  );
  return { type: "struct", fields: list };
}
