export type { Happening, LocalEvent } from "./activity/local-event.js";
export type { StreamEnd, StreamRecord } from "./activity/stream-log.js";
export type { DriftCheck, DriftSubject } from "./console/drift-watch.js";
export type * from "./console/views.js";
export { readSnapshot, readTable, type TableSnapshot } from "./delta/read-table.js";
export type { Fault, FaultsByMoment, Moment, ResetError } from "./faults/fault.js";
export type { FaultHandle, Faults } from "./faults/fault-book.js";
export type { FaultRule } from "./faults/fault-rule.js";
export { FaultRuleError } from "./faults/parse-fault-rule.js";
export { readFaultRule } from "./faults/short-rule.js";
export type { RefusalCode, SchemaCause } from "./ingest/refusal.js";
export { type Leak, LeakError } from "./leaks/leak.js";
export type { AlteredTable, LocalOptions, LocalTable, LocalZerobus } from "./local-zerobus.js";
export type { GeneratedTable } from "./rows/generated-table.js";
export type { PlainRow } from "./rows/plain-row.js";
export type { ReadRows } from "./rows/read-rows.js";
export type { StoredRow } from "./rows/stored-row.js";
export { TableDefinitionError } from "./schema/from-catalog.js";
export type { Row, Value } from "./schema/row.js";
export { type Json, type JsonRow, rowJson } from "./schema/row-json.js";
export type {
  ArrayType,
  DataType,
  DecimalType,
  MapType,
  ScalarType,
  StructField,
  StructType,
  TextType,
} from "./schema/struct-type.js";
export { startLocal } from "./start-local.js";
export type { AckMode, AckOptions } from "./store/ack-mode.js";
export { DirectoryInUseError } from "./store/directory-lock.js";
export { type StoredTable, storedTables } from "./store/stored-tables.js";
export { NoSuchTableError, TableExistsError } from "./store/warehouse.js";
export { Variant } from "./variant/variant.js";
