import { randomUUID } from "node:crypto";
import type { StructType } from "../schema/struct-type.js";
import type { Action, CommitInfo } from "./actions.js";
import { DeltaError } from "./delta-error.js";
import { protocolFor } from "./protocol.js";
import { formatSchema, readSchema } from "./schema-string.js";
import type { Snapshot } from "./snapshot.js";

/** The property of a table whose files may never be removed. */
const APPEND_ONLY = "delta.appendOnly";

/** What becomes of a table. */
export interface TableChange {
  readonly schema: StructType;
  /** All table properties. */
  readonly configuration: Readonly<Record<string, string>>;
  /** Whether the rows stay, which must fit the schema then; otherwise the same commit removes them. */
  readonly keepsRows: boolean;
}

/** The first commit of a table. */
export function creation(
  schema: StructType,
  configuration: Readonly<Record<string, string>>,
): readonly Action[] {
  return [
    { commitInfo: commitInfo("CREATE TABLE", {}) },
    { protocol: protocolFor(schema) },
    {
      metaData: {
        id: randomUUID(),
        format: { provider: "parquet", options: {} },
        schemaString: formatSchema(schema),
        partitionColumns: [],
        configuration,
        createdTime: Date.now(),
      },
    },
  ];
}

/**
 * The commit that alters a table, or replaces it under the same id.
 * @throws {DeltaError} `append_only` when rows would have to go that the table's properties keep
 */
export function alteration(snapshot: Snapshot, change: TableChange): readonly Action[] {
  const { schema, configuration, keepsRows } = change;
  if (!keepsRows && snapshot.files.size > 0 && snapshot.metaData.configuration[APPEND_ONLY] === "true") {
    const message = `the table has the property ${APPEND_ONLY} and loses no rows; first set it to false`;
    throw new DeltaError("append_only", message);
  }
  const protocol = protocolFor(schema, snapshot.protocol);
  const removed = keepsRows ? [] : [...snapshot.files.keys()];
  return [
    { commitInfo: commitInfo(keepsRows ? "ALTER TABLE" : "CREATE OR REPLACE TABLE", {}, false) },
    ...(protocol === snapshot.protocol ? [] : [{ protocol }]),
    { metaData: { ...snapshot.metaData, schemaString: formatSchema(schema), configuration } },
    ...removed.map((path) => ({ remove: { path, deletionTimestamp: Date.now(), dataChange: true } })),
  ];
}

/**
 * Sees to it that this store can keep a table of the schema.
 * @throws {DeltaError} `invalid_schema` with all that is wrong
 */
export function requireSchema(table: string, schema: StructType): void {
  const { problems } = readSchema(schema);
  if (problems !== undefined) throw new DeltaError("invalid_schema", `${table}: ${problems.join("; ")}`);
}

/** What a commit says of itself. */
export function commitInfo(
  operation: string,
  operationParameters: Readonly<Record<string, string>>,
  isBlindAppend = true,
): CommitInfo {
  return { timestamp: Date.now(), operation, operationParameters, isBlindAppend, engineInfo: "zerobus-gen" };
}
