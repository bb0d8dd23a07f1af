import type { TableStream, ZerobusError } from "@zerobus-gen/runtime";
import type { TableSchema } from "@zerobus-gen/schema";
import { type CsvOptions, csvRecords } from "./csv-records.js";
import { type DynamicRow, dynamicTable } from "./dynamic-table.js";
import type { Counts } from "./ingest-display.js";
import { type Ending, ingestRecords } from "./ingest-records.js";
import type { InputRecord } from "./input-record.js";
import { LineLedger } from "./line-ledger.js";
import { ndjsonRecords } from "./ndjson-records.js";
import type { Input } from "./open-input.js";
import type { Rejects } from "./rejects.js";

/** What {@link ingestFile} is given. */
export interface FileIngestion {
  /** A writable table. */
  readonly schema: TableSchema;
  readonly input: Input;
  readonly format: "ndjson" | "csv";
  readonly values: CsvOptions;
  readonly rejects: Rejects;
  readonly maxRejects: number;
  /** Lines up to this one were done by an earlier run. */
  readonly skipLines: number;
  readonly signal: AbortSignal;
  /** Told now and then how far it came: counts, and the last line that needs no reading again. */
  readonly onProgress: (counts: Counts, doneLine: number) => void;
}

/** How it went. accepted = durable + rejected by the server + unacked. */
export interface FileIngested {
  readonly ending: Ending | "failed";
  readonly durable: number;
  readonly unacked: number;
  /** The last line that needs no reading again. */
  readonly doneLine: number;
  readonly error: unknown;
}

/** Milliseconds that what is in flight is waited for once the person at the terminal has said stop. */
const STOP_TIMEOUT_MS = 10_000;

/** Ingests the rows of an input over one stream, which it opens and closes. */
export async function ingestFile(job: FileIngestion): Promise<FileIngested> {
  const ledger = new LineLedger();
  const table = dynamicTable(job.schema);
  // Loaded here, so that no other command waits for it.
  const { connect } = await import("@zerobus-gen/runtime");
  const zerobus = connect({
    tables: { table },
    applicationName: "zerobus-gen-ingest",
    streams: {
      table: {
        onAck: (offset) => ledger.ack(offset),
        onRejected: (row, error) => job.rejects.add(serverReject(row, error, ledger)),
        // A person waits, and one process is no crowd.
        recoveryBackoffMs: 250,
        maxRejectedRows: Math.max(1, Math.min(job.maxRejects, 1_000_000)),
      },
    },
  });
  const stream = zerobus.tables.table;
  const tell = (): void => job.onProgress(countsOf(stream, job), Math.max(ledger.done, job.skipLines));
  try {
    const read = await readAll(job, stream, ledger, tell);
    const patience = job.signal.aborted ? { signal: AbortSignal.timeout(STOP_TIMEOUT_MS) } : {};
    const { acked: durable, unacked, error } = await stream.close(patience);
    tell();
    return {
      ending: error === undefined ? read.ending : "failed",
      durable,
      unacked: unacked.length,
      doneLine: Math.max(ledger.done, job.skipLines),
      error: read.error ?? error,
    };
  } finally {
    await zerobus.close();
  }
}

async function readAll(
  job: FileIngestion,
  stream: TableStream<DynamicRow>,
  ledger: LineLedger,
  onProgress: () => void,
): Promise<{ readonly ending: Ending | "failed"; readonly error?: unknown }> {
  const { rejects, skipLines, maxRejects, signal } = job;
  try {
    await stream.open({ signal });
    const to = { stream, ledger, rejects, skipLines, maxRejects, signal, onProgress };
    return { ending: await ingestRecords(recordsOf(job), to) };
  } catch (error) {
    return signal.aborted ? { ending: "stopped" } : { ending: "failed", error };
  }
}

function recordsOf({ input, schema, format, values }: FileIngestion): AsyncIterable<InputRecord> {
  return format === "csv"
    ? csvRecords(input.chunks, schema.columns, values)
    : ndjsonRecords(input.chunks, schema.columns, values);
}

function countsOf(stream: TableStream<DynamicRow>, { input, rejects }: FileIngestion): Counts {
  const { accepted, acked } = stream;
  return { readBytes: input.readBytes(), accepted, acked, rejected: rejects.count };
}

function serverReject(
  row: DynamicRow,
  { offset, message }: ZerobusError,
  ledger: LineLedger,
): Parameters<Rejects["add"]>[0] {
  const raw = JSON.stringify(row, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
  return { line: offset === undefined ? undefined : ledger.lineOf(offset), reasons: [message], raw };
}
