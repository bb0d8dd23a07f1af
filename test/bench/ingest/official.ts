import type { OfficialStream } from "../../peers/official-client.js";
import type { ProtobufjsType } from "../../peers/protobufjs.js";
import { encodedRows } from "../encoded-rows.js";
import { openOfficial } from "../official-stream.js";
import { plainObject } from "../plain.js";
import { protobufjsType } from "../wire-types.js";
import { type Ingester, takeLoad } from "./load.js";

/** Calls that are under way at a time, each of so many rows. */
const ROW_CALLS = 5_000;
const BATCH_CALLS = 4;
/** The size of a batch that is fastest. */
const PROTO_BATCH = 5_000;
const JSON_BATCH = 1_000;

type Plain = Readonly<Record<string, unknown>>;

takeLoad(async (load) => {
  const { shape, way, peersFolder } = load;
  const table = await encodedRows(shape);
  const type = protobufjsType(table.descriptor, peersFolder);
  const bytes = table.records;
  const plain = bytes.map((row) => plainObject(type.toObject(type.decode(row))));
  const stream = await openOfficial(load, table, way.includes("JSON") ? "json" : "proto");
  const batches = new Batches(stream);
  const ways: Readonly<Record<string, () => Promise<number>>> = {
    "a call a row": () => byRow(stream, bytes),
    "a call a JSON row": () => byRow(stream, plain),
    "batches by protobufjs": () => batches.ingest(plain, PROTO_BATCH, (row) => encoded(type, row)),
    "batches of ready-made bytes": () => batches.ingest(bytes, PROTO_BATCH, (row) => row),
    "JSON batches": () => batches.ingest(plain, JSON_BATCH, (row) => row),
  };
  const ingestSome = ways[way];
  if (ingestSome === undefined) throw new Error(`there is no way ${way}`);
  const settle = async (): Promise<void> => {
    await batches.taken();
    await stream.flush();
  };
  return { ingestSome, settle, close: () => stream.close() } satisfies Ingester;
});

function encoded(type: ProtobufjsType, row: Plain): Buffer {
  return type.encode(row).finish();
}

async function byRow(stream: OfficialStream, rows: readonly (Buffer | Plain)[]): Promise<number> {
  let waiting: Promise<unknown>[] = [];
  for (const row of rows) {
    waiting.push(stream.ingestRecordOffset(row));
    if (waiting.length < ROW_CALLS) continue;
    await Promise.all(waiting);
    waiting = [];
  }
  await Promise.all(waiting);
  return rows.length;
}

/** Calls with many rows each, a few of which are under way at any time: rows are encoded meanwhile. */
class Batches {
  readonly #stream: OfficialStream;
  readonly #calls: Promise<unknown>[] = [];

  constructor(stream: OfficialStream) {
    this.#stream = stream;
  }

  async ingest<Row>(
    rows: readonly Row[],
    size: number,
    record: (row: Row) => Buffer | Plain,
  ): Promise<number> {
    for (let first = 0; first < rows.length; first += size) {
      const records = rows.slice(first, first + size).map(record);
      this.#calls.push(this.#stream.ingestRecordsOffset(records));
      if (this.#calls.length >= BATCH_CALLS) await this.#calls.shift();
    }
    return rows.length;
  }

  async taken(): Promise<void> {
    await Promise.all(this.#calls.splice(0));
  }
}
