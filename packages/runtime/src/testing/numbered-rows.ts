import { vi } from "vitest";
import type { Shared } from "../client/open-table.js";
import type { RowWriter } from "../codegen/row-writer.js";
import type { Table } from "../codegen/table.js";
import { ZerobusError } from "../errors.js";
import type { StreamContext } from "../stream/ingest-stream.js";
import { resolveStreamOptions, type StreamOptions } from "../stream/options.js";
import { defineTable } from "../table/define-table.js";
import type { Transport } from "../transport/transport.js";

/** The table that streams of tests go to. */
export const TABLE = "main.shop.orders";

/** A row that is told apart by its number. */
export interface NumberedRow {
  readonly n: number;
}

export const writeNumber = (w: RowWriter, row: NumberedRow): void => w.int(1, "n", row.n);

/** Its table. */
export const Rows: Table<NumberedRow> = defineTable({
  name: TABLE,
  fingerprint: "sha256:0",
  descriptor: "",
  write: writeNumber,
});

/** The end of a connection that may come back. */
export const lost: ZerobusError = new ZerobusError("unavailable", "lost", { table: TABLE });

/** Lets time pass on fake timers, and with it everything that waits for no more than that: by default, rows that gather. */
export const pass = (ms = 1): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

/** What a stream over this transport needs; what a test is not about has its simplest form. */
export function streamContext(
  transport: Transport,
  options: StreamOptions = {},
  rest: Partial<StreamContext> = {},
): StreamContext {
  return {
    table: TABLE,
    descriptor: Uint8Array.of(),
    recordType: "proto",
    transport,
    credentials: { headers: async () => ({}) },
    options: { ...resolveStreamOptions(options), isolation: rest.onRejected !== undefined },
    onError: () => {},
    ...rest,
  };
}

/** What the streams of a client over this transport share. */
export function sharedBy(transport: Transport): Shared {
  return {
    transport,
    credentials: { headers: async () => ({}) },
    onError: () => {},
    guardOf: () => undefined,
  };
}
