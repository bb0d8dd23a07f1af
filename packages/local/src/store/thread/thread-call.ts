import type { JsonObject } from "../../schema/json-object.js";
import type { StructType } from "../../schema/struct-type.js";
import type { Appended, Materialized, StoreChange } from "../table-store.js";
import type { PackedRows } from "./packed-rows.js";
import type { PlainError } from "./plain-error.js";
import type { PlanNews } from "./sent-plans.js";

/** What is asked of the thread. `table` is a number that whoever asks has chosen for one opened table. */
export type ThreadCall =
  | {
      readonly kind: "create";
      readonly table: number;
      readonly directory: string;
      readonly schema: StructType;
      readonly info: JsonObject | undefined;
    }
  | { readonly kind: "open"; readonly table: number; readonly directory: string }
  | { readonly kind: "append"; readonly table: number; readonly rows: PackedRows; readonly plans: PlanNews }
  | { readonly kind: "alter"; readonly table: number; readonly change: StoreChange }
  | { readonly kind: "materialize"; readonly table: number }
  | { readonly kind: "close"; readonly table: number };

/** What the thread answers to each. */
export interface ThreadAnswers {
  readonly create: TableState;
  readonly open: TableState;
  readonly append: { readonly appended: Appended; readonly version: number };
  readonly alter: TableState;
  readonly materialize: TableState;
  readonly close: undefined;
}

/** What is known of an open table outside of the thread. */
export interface TableState {
  readonly id: string;
  readonly createdMs: number;
  readonly schema: StructType;
  readonly info: JsonObject | undefined;
  readonly version: number;
}

/** A call on its way to the thread. */
export interface NumberedCall {
  readonly number: number;
  readonly call: ThreadCall;
}

/** What the thread has to say unasked: a line for the log, or that rows of a table were materialised. */
export type Notice =
  | { readonly log: string }
  | { readonly table: number; readonly materialized: Materialized };

/** What came of it. */
export type NumberedAnswer =
  | { readonly number: number; readonly value: ThreadAnswers[ThreadCall["kind"]] }
  | { readonly number: number; readonly error: PlainError };
