import { randomUUID } from "node:crypto";
import { decodeAll, type EncodedRows } from "../record/encoded-rows.js";
import type { JsonObject } from "../schema/json-object.js";
import type { Row } from "../schema/row.js";
import type { StructType } from "../schema/struct-type.js";
import type {
  CommittedRows,
  NewestRows,
  StoreChange,
  TableFormat,
  TablePosition,
  TableStore,
} from "../store/table-store.js";

/** A table in memory whose commits wait for the test: each append takes its turn from `gate`. */
export class MemoryStore implements TableStore {
  readonly id: string = randomUUID();
  readonly createdMs = 1_700_000_000_000;
  schema: StructType;
  info: JsonObject | undefined;
  /** The rows of each commit. */
  readonly commits: (readonly Row[])[] = [];
  /** What every append awaits; a rejection fails it. */
  gate: () => Promise<void> = async () => {};

  constructor(schema: StructType, info?: JsonObject) {
    this.schema = schema;
    this.info = info;
  }

  get version(): number {
    return this.commits.length;
  }

  get rows(): Row[] {
    return this.commits.flat();
  }

  async append(requests: readonly EncodedRows[]): Promise<{ version: number; bytes: number }> {
    await this.gate();
    const rows = decodeAll(requests);
    this.commits.push(rows);
    return { version: this.version, bytes: rows.length };
  }

  async alter({ schema, info, keepsRows }: StoreChange): Promise<void> {
    await this.gate();
    this.schema = schema;
    this.info = info;
    if (!keepsRows) this.commits.length = 0;
  }

  async *read(): AsyncGenerator<Row, void> {
    yield* this.commits.flat();
  }
  async materialize(): Promise<void> {}

  newest(limit: number): NewestRows {
    const { version, schema } = this;
    const portion = limit === 0 ? [] : this.rows.slice(-limit);
    return { version, schema, portions: once(portion) };
  }

  async *after({ version }: TablePosition): AsyncGenerator<CommittedRows> {
    const { schema } = this;
    for (const [index, rows] of this.commits.entries()) {
      if (index >= version) yield { version: index + 1, schema, rows };
    }
  }

  async close(): Promise<void> {}
}

/** Tables that live as long as this object, whatever the directory. */
export class MemoryFormat implements TableFormat {
  /** By directory. */
  readonly stores: Map<string, MemoryStore> = new Map();

  async create(directory: string, schema: StructType, info?: JsonObject): Promise<MemoryStore> {
    const store = new MemoryStore(schema, info);
    this.stores.set(directory, store);
    return store;
  }

  async open(directory: string | undefined): Promise<MemoryStore> {
    const store = this.stores.get(directory ?? "");
    if (store === undefined) throw new Error(`${directory} holds no table`);
    return store;
  }
}

async function* once<T>(item: T): AsyncGenerator<T> {
  yield item;
}
