import { encodedRows } from "../encoded-rows.js";
import { HandWrittenClient, NO_RETRIES } from "../hand-written-client.js";
import { takePacedLoad } from "./pace.js";

// A message a row, of bytes that are ready-made: as soon as grpc-js can have it there.
takePacedLoad(async ({ endpoint }) => {
  const table = await encodedRows("12 columns");
  const client = new HandWrittenClient(endpoint, { channel: NO_RETRIES });
  await client.open(table);
  const waiting: (() => void)[] = [];
  let done = 0n;
  client.onAck = (acked) => {
    for (const tell of waiting.splice(0, Number(acked - done))) tell();
    done = acked;
  };
  return {
    take: (index, acked) => {
      waiting.push(acked);
      const record = table.records[index % table.records.length];
      if (record !== undefined) void client.sendRow(record);
    },
    close: () => client.close(),
  };
});
