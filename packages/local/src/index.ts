export { readSnapshot, readTable, type TableSnapshot } from "./delta/read-table.js";
export { TableDefinitionError } from "./schema/from-catalog.js";
export type { Row, Value } from "./schema/row.js";
export type {
  ArrayType,
  DataType,
  DecimalType,
  MapType,
  ScalarType,
  StructField,
  StructType,
} from "./schema/struct-type.js";
export { type LocalOptions, type LocalTable, type LocalZerobus, startLocal } from "./start-local.js";
export { DirectoryInUseError } from "./store/directory-lock.js";
export { TableExistsError } from "./store/warehouse.js";
