import { connect } from "@zerobus-gen/runtime";
import type { Table } from "@zerobus-gen/runtime/codegen";
import { withRows } from "./shapes/shapes.js";

/** All that a peer gets to know of a table. */
export interface TableMessage {
  readonly name: string;
  /** The serialized `google.protobuf.DescriptorProto` of a row, in base64. */
  readonly descriptor: string;
}

/** Rows of a table, as they are on the wire. */
export interface EncodedRows extends TableMessage {
  readonly records: readonly Buffer[];
}

/** The rows of a shape, for peers: encoded by ourselves, so that all of them send the same. */
export function encodedRows(shape: string): Promise<EncodedRows> {
  return withRows(shape, async (table, rows) => {
    const { name, descriptor } = table;
    return { name, descriptor, records: await recordsOf(table, rows) };
  });
}

/** A stream that gives up before it has sent anything hands back what it was to send. */
async function recordsOf<Row>(table: Table<Row>, rows: readonly Row[]): Promise<readonly Buffer[]> {
  const nowhere = { endpoint: "http://127.0.0.1:9", headersProvider: { headers: async () => ({}) } };
  const stream = connect({ tables: { table }, stream: { recovery: false }, ...nowhere }).tables.table;
  for (const row of rows) stream.ingest(row);
  const { unackedRecords } = await stream.close({ signal: AbortSignal.abort() });
  if (unackedRecords.length !== rows.length) throw new Error("rows were lost on their way to nowhere");
  return unackedRecords.map((bytes) => Buffer.from(bytes));
}
