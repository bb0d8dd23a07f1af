import { openTable, type TableOptions } from "../client/open-table.js";
import type { TableStream } from "../client/table-stream.js";
import type { WriteStruct } from "../codegen/row-writer.js";
import type { Table } from "../codegen/table.js";
import type { SpoolOptions } from "../spool/spool-options.js";
import { defineTable } from "../table/define-table.js";
import { InMemoryTransport } from "./in-memory-transport.js";
import { pass, sharedBy, TABLE } from "./numbered-rows.js";

/** A table whose rows are told apart by how they are written. */
export function tableOf<Row>(
  write: WriteStruct<Row>,
  columns?: Readonly<Record<string, string>>,
): Table<Row> {
  const fingerprint = `sha256:${write.toString()}`;
  return defineTable<Row>({ name: TABLE, fingerprint, descriptor: "", columns, write });
}

/** What one process after the other does with the same spool. Time is fake. */
export class SpooledClient<Row> {
  readonly transport: InMemoryTransport = new InMemoryTransport();
  readonly stream: TableStream<Row>;
  readonly #table: Table<Row>;

  constructor(table: Table<Row>, spool: SpoolOptions, options: TableOptions<Row> = {}) {
    this.#table = table;
    this.stream = openTable(table, sharedBy(this.transport), { ...options, spool }, () => {});
  }

  /** Has the server create the stream of every lane that has rows, which are then sent. */
  async send(): Promise<void> {
    await pass();
    for (const call of this.transport.calls) call.created();
    await pass();
  }

  /** The rows that are sent, lane by lane. */
  async sent(): Promise<readonly (readonly Row[])[]> {
    await this.send();
    return this.transport.calls.map((call) => call.rows(this.#table.write).flat());
  }

  /** Has the server ack all that it has. */
  async ack(): Promise<void> {
    for (const call of this.transport.calls) if (call.received.length > 0) call.ack(call.received.length - 1);
    await pass();
  }

  /** Ends with everything unacked left in the spool, as a killed process does. */
  async die(): Promise<void> {
    const closed = this.stream.close({ signal: AbortSignal.abort() });
    await pass(500);
    await closed;
  }
}
