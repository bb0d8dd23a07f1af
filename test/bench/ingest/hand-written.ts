import { encodedRows } from "../encoded-rows.js";
import { HandWrittenClient, NO_RETRIES } from "../hand-written-client.js";
import { protobufEsType } from "../wire-types.js";
import { type Ingester, takeLoad } from "./load.js";

const BATCH = 1_000;

// As it comes: a message a row, the defaults of grpc-js. And as it is after a day of measuring.
takeLoad(async ({ endpoint, shape, way, peersFolder }) => {
  const table = await encodedRows(shape);
  const { type, library } = protobufEsType(table.descriptor, peersFolder);
  const { fromBinary, toBinary } = library;
  const rows = table.records.map((record) => fromBinary(type, record));
  const isBatched = way === "batches";
  const client = isBatched
    ? new HandWrittenClient(endpoint, { maxInFlight: 64, channel: NO_RETRIES })
    : new HandWrittenClient(endpoint, { maxInFlight: 20_000 });
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
