import type { ScalarType } from "../schema/struct-type.js";

/** How a record becomes a row: the table's columns, each with the field that carries it. */
export interface StructPlan {
  readonly kind: "struct";
  readonly columns: readonly ColumnPlan[];
}

/** One column, or one member of a STRUCT. */
export interface ColumnPlan {
  readonly name: string;
  readonly nullable: boolean;
  /** The field that carries it; undefined for a nullable column that this client leaves out. */
  readonly field: { readonly number: number; readonly value: ValuePlan } | undefined;
}

/** How one field is read. Protobuf nests no repeated field directly in another, hence the two levels. */
export type ValuePlan =
  | SinglePlan
  | { readonly kind: "array"; readonly element: SinglePlan }
  | { readonly kind: "map"; readonly key: SinglePlan; readonly value: SinglePlan };

/** How a value is read that is not repeated. */
export type SinglePlan = StructPlan | { readonly kind: "scalar"; readonly type: ScalarType };
