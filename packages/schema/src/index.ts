export { readTableInfo } from "./catalog/catalog-table.js";
export { describeJson, isJsonObject, type JsonObject, parseJson } from "./catalog/json-value.js";
export { STAND_IN } from "./catalog/scalar-type.js";
export { structTypeJson, typeJson } from "./catalog/spark-json.js";
export { readStructType } from "./catalog/struct-type.js";
export { tableInfoJson } from "./catalog/table-info-json.js";
export { parseTypeJson } from "./catalog/type-json.js";
export { parseTypeText } from "./catalog/type-text.js";
export {
  applyPolicy,
  isDriftAt,
  type JudgedChange,
  type JudgedIgnore,
  type Judgement,
} from "./drift/apply-policy.js";
export type { Change, SchemaCause } from "./drift/change.js";
export { compareNumbers } from "./drift/compare-numbers.js";
export {
  type ComparedTable,
  type ComparingOptions,
  type Comparison,
  type ComparisonFailure,
  compareReads,
} from "./drift/compare-reads.js";
export { compareTables } from "./drift/compare-tables.js";
export {
  type DriftCounts,
  type DriftReport,
  driftReport,
  type ReportContext,
  type TableDrift,
} from "./drift/drift-report.js";
export { type Pairing, pairTables, type TablePairs } from "./drift/pair-tables.js";
export type { DriftIgnore, DriftPolicy, IgnoreState } from "./drift/policy.js";
export { rollOut } from "./drift/roll-out.js";
export { RULE_TEXTS, type RuleText } from "./drift/rule-text.js";
export { type DriftClass, RULES, type RuleId } from "./drift/rules.js";
export { formatLock, isSameTable, LOCK_VERSION } from "./lock/format-lock.js";
export type { Lock, LockedTable, ReservedField } from "./lock/lock.js";
export { describeLockChange } from "./lock/lock-change.js";
export { lockLine, lockLines } from "./lock/lock-lines.js";
export { lockTable } from "./lock/lock-table.js";
export { type ParsedLock, parseLock } from "./lock/parse-lock.js";
export { checkTable, MAX_COLUMNS, MAX_DEPTH, MAX_FIELDS, reportTooDeep } from "./table/check-table.js";
export { columnPath, elementPath, entryPath, quoteName } from "./table/column-path.js";
export { fingerprint } from "./table/fingerprint.js";
export { formatProblem } from "./table/format-problem.js";
export {
  type Finding,
  type Problem,
  type ProblemCode,
  problemOf,
  type Report,
  type Severity,
} from "./table/problem.js";
export { concludeRead, hasError, joinReads, type SchemaRead, writableTables } from "./table/schema-read.js";
export { sqlType } from "./table/sql-type.js";
export { checkTableName, formatTableName, parseTableName, tableLabel } from "./table/table-name.js";
export type * from "./table/table-schema.js";
export type { TableSettings, VariantType } from "./table/table-settings.js";
export { checkVariantTypes, fieldPath, variantTypeAt } from "./table/variant-types.js";
export { writableTable } from "./table/writable-table.js";
