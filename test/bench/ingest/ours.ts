import { setImmediate as nextTurn } from "node:timers/promises";
import { connect, type StreamOptions, type TableStream } from "@zerobus-gen/runtime";
import { withRows } from "../shapes/shapes.js";
import { type Ingester, takeLoad } from "./load.js";

/** Receipts that are awaited together. */
const GROUP = 1_000;

takeLoad(({ endpoint, shape, way }) => {
  const client = connect({ tables: {}, endpoint, headersProvider: { headers: async () => ({}) } });
  const options: StreamOptions = { recordType: way === "JSON" ? "json" : "proto", recovery: false };
  return withRows(shape, async (table, rows): Promise<Ingester> => {
    const stream = await client.open(table, options);
    return {
      ingestSome: () => ingested(stream, rows, way),
      settle: () => stream.flush(),
      close: () => client.close(),
    };
  });
});

function ingested<Row>(stream: TableStream<Row>, rows: readonly Row[], way: string): Promise<number> {
  switch (way) {
    case "a loop":
      return inALoop(stream, rows);
    case "every receipt awaited":
      return inGroups(stream, rows);
    default:
      return stream.ingestAll(rows);
  }
}

async function inALoop<Row>(stream: TableStream<Row>, rows: readonly Row[]): Promise<number> {
  for (const row of rows) {
    if (stream.isFull) await stream.ready();
    stream.ingest(row);
  }
  await nextTurn();
  return rows.length;
}

async function inGroups<Row>(stream: TableStream<Row>, rows: readonly Row[]): Promise<number> {
  for (let first = 0; first < rows.length; first += GROUP) {
    await Promise.all(rows.slice(first, first + GROUP).map((row) => stream.ingest(row)));
  }
  return rows.length;
}
