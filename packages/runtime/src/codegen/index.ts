/** What generated code is made of. Applications import `@zerobus-gen/runtime`. */
export type {
  BigintInput,
  BinaryInput,
  DateInput,
  DecimalInput,
  InstantLike,
  PlainDateLike,
  PlainDateTimeLike,
  TimestampInput,
  TimestampNtzInput,
} from "./inputs.js";
export type { Key, RowWriter, WriteElement, WriteEntry, WriteStruct } from "./row-writer.js";
export { defineTable, has, own, type Table } from "./table.js";
