export type {
  ColumnType,
  DriftIgnore,
  DriftPolicy,
  Field,
  Problem,
  ProblemCode,
  SchemaRead,
  Severity,
  TableName,
  TableSchema,
  TableSettings,
  VariantType,
} from "@zerobus-gen/schema";
export { writableTables } from "@zerobus-gen/schema";
export {
  type CatalogSource,
  type Config,
  defineConfig,
  type Environment,
} from "./config/config.js";
export { type EmitContext, emit } from "./emit/emit.js";
export type { OutputFile } from "./emit/output-file.js";
export { protoText } from "./emit/proto-text.js";
export type { TableToEmit } from "./emit/table-to-emit.js";
export { emitContext } from "./emit-context.js";
export type { CatalogAccess } from "./source/catalog/catalog-settings.js";
export { type ReadOptions, readSources } from "./source/read-sources.js";
export { SourceError } from "./source/source-error.js";
