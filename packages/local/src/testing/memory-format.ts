import { randomUUID } from "node:crypto";
import type { Row } from "../schema/row.js";
import type { StructType } from "../schema/struct-type.js";
import type { TableFormat, TableStore } from "../store/table-store.js";

/** A table in memory whose commits wait for the test: each append takes its turn from `gate`. */
export class MemoryStore implements TableStore {
  readonly id: string = randomUUID();
  readonly createdMs = 1_700_000_000_000;
  readonly schema: StructType;
  /** The rows of each commit. */
  readonly commits: (readonly Row[])[] = [];
  /** What every append awaits; a rejection fails it. */
  gate: () => Promise<void> = async () => {};

  constructor(schema: StructType) {
    this.schema = schema;
  }

  get version(): number {
    return this.commits.length;
  }

  get rows(): Row[] {
    return this.commits.flat();
  }

  async append(rows: readonly Row[]): Promise<{ version: number; bytes: number }> {
    await this.gate();
    this.commits.push(rows);
    return { version: this.version, bytes: rows.length };
  }

  async close(): Promise<void> {}
}

/** Tables that live as long as this object, whatever the directory. */
export class MemoryFormat implements TableFormat {
  /** By directory. */
  readonly stores: Map<string, MemoryStore> = new Map();

  async create(directory: string, schema: StructType): Promise<MemoryStore> {
    const store = new MemoryStore(schema);
    this.stores.set(directory, store);
    return store;
  }

  async open(directory: string): Promise<MemoryStore> {
    const store = this.stores.get(directory);
    if (store === undefined) throw new Error(`${directory} holds no table`);
    return store;
  }
}
