import type { RecordPlan } from "../../record/record-plan.js";
import type { TableFormat, TableStore } from "../table-store.js";
import { unpackRows } from "./packed-rows.js";
import type { Notice, TableState, ThreadAnswers, ThreadCall } from "./thread-call.js";

/** The tables that are open in the thread, and what is asked of them. */
export class ThreadTables {
  readonly #format: TableFormat;
  readonly #tell: (notice: Notice) => void;
  readonly #tables = new Map<number, TableStore>();
  readonly #plans = new Map<number, RecordPlan>();

  constructor(format: TableFormat, tell: (notice: Notice) => void) {
    this.#format = format;
    this.#tell = tell;
  }

  /** Does what a call asks; rejects with whatever the table does. */
  async answer(call: ThreadCall): Promise<ThreadAnswers[ThreadCall["kind"]]> {
    switch (call.kind) {
      case "create":
        return this.#add(call.table, await this.#format.create(call.directory, call.schema, call.info));
      case "open":
        return this.#add(call.table, await this.#format.open(call.directory));
      case "append":
        return this.#append(call);
      case "alter": {
        const table = this.#require(call.table);
        await table.alter(call.change);
        return stateOf(table);
      }
      case "materialize": {
        const table = this.#require(call.table);
        await table.materialize();
        return stateOf(table);
      }
      case "close": {
        const table = this.#require(call.table);
        this.#tables.delete(call.table);
        return table.close().then(() => undefined);
      }
    }
  }

  async #append({
    table,
    rows,
    plans,
  }: Extract<ThreadCall, { kind: "append" }>): Promise<ThreadAnswers["append"]> {
    for (const { id, plan } of plans.learn) this.#plans.set(id, plan);
    const requests = unpackRows(rows, (id) => this.#plan(id));
    for (const id of plans.forget) this.#plans.delete(id);
    const store = this.#require(table);
    const appended = await store.append(requests);
    return { appended, version: store.version };
  }

  #add(number: number, table: TableStore): TableState {
    this.#tables.set(number, table);
    table.hear?.((materialized) => this.#tell({ table: number, materialized }));
    return stateOf(table);
  }

  #require(number: number): TableStore {
    const table = this.#tables.get(number);
    if (table === undefined) throw new TypeError(`table ${number} is not open in this thread`);
    return table;
  }

  #plan(id: number): RecordPlan {
    const plan = this.#plans.get(id);
    if (plan === undefined) throw new TypeError(`plan ${id} was never sent to this thread`);
    return plan;
  }
}

function stateOf({ id, createdMs, schema, info, version }: TableStore): TableState {
  return { id, createdMs, schema, info, version };
}
