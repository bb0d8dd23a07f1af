/** What generated code is made of. Applications import `@zerobus-gen/runtime`. */
export type {
  ArrayInput,
  BigintInput,
  BinaryInput,
  DateInput,
  DecimalInput,
  DecimalLike,
  EpochDays,
  InstantLike,
  PlainDateLike,
  PlainDateTimeLike,
  TimestampInput,
  TimestampNtzInput,
  VariantInput,
  VariantMember,
} from "./codegen/inputs.js";
export { type RawJson, rawJson } from "./codegen/raw-json.js";
export type { Key, RowWriter, WriteElement, WriteEntry, WriteStruct } from "./codegen/row-writer.js";
export type {
  StandardIssue,
  StandardProps,
  StandardResult,
  StandardSchema,
} from "./codegen/standard-schema.js";
export { has, own, type Table, type TableDefinition } from "./codegen/table.js";
export { defineTable } from "./table/define-table.js";
