import { setImmediate as nextTurn } from "node:timers/promises";
import { connect, type Receipt, type TableStream } from "@zerobus-gen/runtime";
import { withRows } from "../shapes/shapes.js";
import { type Holder, holdRows } from "./held-rows.js";

const ROWS_PER_TURN = 1_000;

holdRows(({ endpoint, way }) => {
  const client = connect({ tables: {}, endpoint, headersProvider: { headers: async () => ({}) } });
  return withRows("3 columns", async (table, rows): Promise<Holder> => {
    const stream = await client.open(table);
    const kept: Receipt[] = [];
    return {
      fill: (count) => filled(stream, rows, count, takeReceipt(way, kept)),
      settle: async () => {
        await stream.flush();
        kept.length = 0;
      },
      close: () => client.close(),
    };
  });
});

function takeReceipt(way: string, kept: Receipt[]): (receipt: Receipt) => void {
  switch (way) {
    case "receipts kept":
      return (receipt) => kept.push(receipt);
    case "receipts awaited":
      return (receipt) => void receipt.then();
    default:
      return () => {};
  }
}

async function filled<Row>(
  stream: TableStream<Row>,
  rows: readonly Row[],
  count: number,
  take: (receipt: Receipt) => void,
): Promise<void> {
  for (let ingested = 0; ingested < count; ) {
    for (const row of rows) {
      if (ingested === count) break;
      take(stream.ingest(row));
      if (++ingested % ROWS_PER_TURN === 0) await nextTurn();
    }
  }
}
