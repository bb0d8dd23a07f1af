import { randomUUID } from "node:crypto";
import { decodeAll, type EncodedRows } from "../record/encoded-rows.js";
import type { JsonObject } from "../schema/json-object.js";
import type { Row } from "../schema/row.js";
import type { StructType } from "../schema/struct-type.js";
import { fillRow } from "./fill-row.js";
import type {
  Appended,
  CommittedRows,
  NewestRows,
  StoreChange,
  TableFormat,
  TablePosition,
  TableStore,
} from "./table-store.js";

/** Most that all tables of a format hold: the bytes of their records, and what it takes to keep each. */
const MAX_BYTES = 256 * 1024 * 1024;

/** What a record takes beside its bytes. */
const RECORD_BYTES = 160;

/** How much all tables of a format hold. */
interface Budget {
  readonly maxBytes: number;
  bytes: number;
}

/**
 * Tables that live as long as this object, and no file of which is ever written. Together they hold 256 MiB of records
 * as they came over the wire, each counted with 160 bytes more; a commit beyond that fails.
 */
export class MemoryFormat implements TableFormat {
  readonly #budget: Budget;

  constructor(maxBytes: number = MAX_BYTES) {
    this.#budget = { maxBytes, bytes: 0 };
  }

  /** The directory is nobody's: it is not looked at. */
  async create(_directory: string, schema: StructType, info?: JsonObject): Promise<TableStore> {
    return new MemoryStore(schema, info, this.#budget);
  }

  async open(directory: string): Promise<TableStore> {
    throw new Error(`${directory} holds no table: what is in memory ends with its server`);
  }
}

/** The rows of one request, and the version that brought them. */
interface HeldRequest {
  readonly version: number;
  readonly rows: EncodedRows;
}

/** One table in memory. Its rows are kept encoded, since decoded ones take ten times the room. */
class MemoryStore implements TableStore {
  readonly id: string = randomUUID();
  readonly createdMs: number = Date.now();
  schema: StructType;
  info: JsonObject | undefined;
  version = 0;
  #requests: HeldRequest[] = [];
  #bytes = 0;
  readonly #budget: Budget;

  constructor(schema: StructType, info: JsonObject | undefined, budget: Budget) {
    this.schema = schema;
    this.info = info;
    this.#budget = budget;
  }

  async append(requests: readonly EncodedRows[]): Promise<Appended> {
    // As on disk: without rows there is no commit.
    if (requests.every(({ records }) => records.length === 0)) return { version: this.version, bytes: 0 };
    const bytes = requests.reduce((sum, { records }) => sum + sizeOf(records), 0);
    const { maxBytes } = this.#budget;
    if (this.#budget.bytes + bytes > maxBytes) {
      throw new Error(
        `the tables in memory are full, they hold ${maxBytes} bytes; clear them between tests, or give the server a directory`,
      );
    }
    this.#hold(bytes);
    this.version += 1;
    const { version } = this;
    for (const { plan, records } of requests) {
      // A record is a window on all that came in its message, which is not to stay for it.
      const rows = { plan, records: records.map((record) => new Uint8Array(record)) };
      this.#requests.push({ version, rows });
    }
    return { version: this.version, bytes };
  }

  async alter({ schema, info, keepsRows }: StoreChange): Promise<void> {
    this.schema = schema;
    this.info = info;
    this.version += 1;
    if (!keepsRows) this.#forget();
  }

  /** Rows from before a column was added have NULL for it, as they do on disk. */
  async *read(): AsyncGenerator<Row, void> {
    const { schema } = this;
    for (const { rows } of [...this.#requests]) yield* filled(rows, schema);
  }

  newest(limit: number): NewestRows {
    const { version, schema } = this;
    return { version, schema, portions: this.#newest(limit, schema) };
  }

  async *after(position: TablePosition): AsyncGenerator<CommittedRows> {
    const { schema } = this;
    for (const { version, rows } of [...this.#requests]) {
      if (version > position.version) yield { version, schema, rows: filled(rows, schema) };
    }
    // Alterations have no rows, but a version.
    if (this.version > position.version) yield { version: this.version, schema, rows: [] };
  }

  async *#newest(limit: number, schema: StructType): AsyncGenerator<readonly Row[]> {
    let wanted = limit;
    for (const { rows } of this.#requests.toReversed()) {
      if (wanted <= 0) return;
      const newest = filled({ ...rows, records: rows.records.slice(-wanted) }, schema);
      yield newest;
      wanted -= newest.length;
    }
  }

  async materialize(): Promise<void> {}

  async close(): Promise<void> {
    this.#forget();
  }

  #forget(): void {
    this.#requests = [];
    this.#hold(-this.#bytes);
  }

  #hold(bytes: number): void {
    this.#bytes += bytes;
    this.#budget.bytes += bytes;
  }
}

function filled(rows: EncodedRows, schema: StructType): Row[] {
  return decodeAll([rows]).map((row) => fillRow(row, schema));
}

function sizeOf(records: readonly Uint8Array[]): number {
  return records.reduce((sum, record) => sum + record.length + RECORD_BYTES, 0);
}
