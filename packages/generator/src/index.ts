export { type EmitContext, emit } from "./emit/emit.js";
export type { OutputFile } from "./emit/output-file.js";
export { emitContext } from "./emit-context.js";
export type { Problem, ProblemCode, Severity } from "./schema/problem.js";
export type { SchemaRead } from "./schema/schema-read.js";
export type { ColumnType, Field, TableName, TableSchema } from "./schema/table-schema.js";
export { type CatalogAccess, type ReadOptions, readSources } from "./source/read-sources.js";
export { SourceError } from "./source/source-error.js";
