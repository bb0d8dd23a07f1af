import type { ColumnType, Field } from "@zerobus-gen/schema";
import type { TypeChange } from "./type-change.js";

/**
 * When to alter: before the new producers are deployed, while the old ones run; while none runs; or after the new
 * ones have taken over. By hand where no statement does it in place.
 */
export type Phase = "before" | "stopped" | "after" | "by-hand";

/** Names from the column inwards, with `element`, `key` and `value` for what is in an ARRAY or MAP. */
export type FieldPath = readonly string[];

/** Where a column comes among those beside it: first, or after the one that is named. */
export type Position = "first" | { readonly after: string };

/** One change of a table's columns, where it is at the moment that its turn comes. */
export type Alteration = { readonly phase: Phase; readonly path: FieldPath } & (
  | { readonly kind: "add"; readonly field: Field; readonly position?: Position }
  | { readonly kind: "drop" }
  | { readonly kind: "rename"; readonly to: string }
  | {
      readonly kind: "type";
      readonly from: ColumnType;
      readonly to: ColumnType;
      readonly change: Exclude<TypeChange, "same" | "impossible">;
    }
  | { readonly kind: "relax"; readonly reason: "wanted" | "dropped-later" }
  | { readonly kind: "require"; readonly isNew: boolean }
  | { readonly kind: "comment"; readonly comment: string | undefined }
  | { readonly kind: "move"; readonly position: Position }
  | { readonly kind: "replace"; readonly from: Field; readonly to: Field; readonly freeName: string }
  | { readonly kind: "require-repeated" }
);
