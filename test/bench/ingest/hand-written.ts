import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { encodedRows } from "../encoded-rows.js";
import { HandWrittenClient } from "../hand-written-client.js";
import { esMessageType } from "../message-types.js";
import { type Ingester, takeLoad } from "./load.js";

const BATCH = 1_000;

// As it comes: a message a row, the defaults of grpc-js. And as it is after a day of measuring.
takeLoad(async ({ endpoint, kind, way }) => {
  const table = await encodedRows(kind);
  const type = esMessageType(table);
  const rows = table.records.map((record) => fromBinary(type, record));
  const isBatched = way === "batches";
  const client = isBatched
    ? new HandWrittenClient(endpoint, 64, { "grpc.per_rpc_retry_buffer_size": 0 })
    : new HandWrittenClient(endpoint, 20_000);
  await client.open(table);
  const byRow = async (): Promise<number> => {
    for (const row of rows) await client.sendRow(toBinary(type, row));
    return rows.length;
  };
  const inBatches = async (): Promise<number> => {
    for (let first = 0; first < rows.length; first += BATCH) {
      await client.sendBatch(rows.slice(first, first + BATCH).map((row) => toBinary(type, row)));
    }
    return rows.length;
  };
  return {
    ingestSome: isBatched ? inBatches : byRow,
    settle: () => client.flush(),
    close: () => client.close(),
  } satisfies Ingester;
});
