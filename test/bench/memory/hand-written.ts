import { encodedRows } from "../encoded-rows.js";
import { HandWrittenClient } from "../hand-written-client.js";
import { holdRows } from "./held-rows.js";

/** What a client keeps of a row to send it again, and to tell its caller of the ack. */
interface Unacked {
  readonly record: Buffer;
  readonly acked: Promise<void>;
  readonly resolve: () => void;
}

holdRows(async ({ endpoint }) => {
  const table = await encodedRows("3 columns");
  const client = new HandWrittenClient(endpoint);
  await client.open(table);
  const unacked = new Map<number, Unacked>();
  let next = 0;
  const fill = async (count: number): Promise<void> => {
    for (let sent = 0; sent < count; sent++) {
      const record = Buffer.from(table.records[sent % table.records.length] ?? "");
      let resolve = (): void => {};
      const acked = new Promise<void>((settled) => (resolve = settled));
      unacked.set(next++, { record, acked, resolve });
      await client.sendRow(record);
    }
  };
  const settle = async (): Promise<void> => {
    await client.flush();
    for (const { resolve } of unacked.values()) resolve();
    unacked.clear();
  };
  return { fill, settle, close: () => client.close() };
});
