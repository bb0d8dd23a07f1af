import { encodedRows } from "../encoded-rows.js";
import { openOfficial } from "../official-stream.js";
import { holdRows } from "./held-rows.js";

const BATCH = 1_000;

holdRows(async (load) => {
  const table = await encodedRows("3 columns");
  const { records } = table;
  const stream = await openOfficial(load, table, "proto");
  const fill = async (count: number): Promise<void> => {
    for (let first = 0; first < count; first += BATCH) {
      const start = first % records.length;
      const batch = records.slice(start, start + BATCH);
      if (load.way === "batches") await stream.ingestRecordsOffset(batch);
      else await Promise.all(batch.map((record) => stream.ingestRecordOffset(record)));
    }
  };
  return { fill, settle: () => stream.flush(), close: () => stream.close() };
});
