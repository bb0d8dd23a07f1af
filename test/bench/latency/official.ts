import { encodedRows } from "../encoded-rows.js";
import { openOfficial } from "../official-stream.js";
import { takePacedLoad } from "./pace.js";

interface Taken {
  readonly record: Buffer;
  readonly acked: () => void;
}

// As its documentation has it: ingest, then wait for the offset. Only one wait can be under way, and what else the stream
// is asked for meanwhile comes after it; so what has gathered is ingested together, and the wait is for the last of it.
takePacedLoad(async (load) => {
  const table = await encodedRows("12 columns");
  const stream = await openOfficial(load, table, "proto");
  let gathered: Taken[] = [];
  let isAtWork = false;
  const work = async (): Promise<void> => {
    isAtWork = true;
    while (gathered.length > 0) {
      const together = gathered;
      gathered = [];
      const calls = together.map(({ record }) => stream.ingestRecordOffset(record));
      const offsets = new BigInt64Array(await Promise.all(calls)).sort();
      await stream.waitForOffset(offsets.at(-1) ?? 0n);
      for (const { acked } of together) acked();
    }
    isAtWork = false;
  };
  return {
    take: (index, acked) => {
      const record = table.records[index % table.records.length];
      if (record !== undefined) gathered.push({ record, acked });
      if (!isAtWork) void work();
    },
    close: () => stream.close(),
  };
});
