import { MAX_COLUMNS } from "@zerobus-gen/runtime/protocol";
import { isJsonObject, type JsonObject, previewJson } from "./json-object.js";
import type { StructField, StructType } from "./struct-type.js";
import { formatTableName, parseTableName, type TableName, tableNameProblems } from "./table-name.js";
import { checkNames, type Report, readDataType, readMetadata } from "./type-json.js";

/** A table as a catalog describes it, in the words of the store. */
export interface TableDefinition {
  readonly name: TableName;
  readonly schema: StructType;
}

/** A table that cannot be created here, with every reason there is. */
export class TableDefinitionError extends Error {
  readonly problems: readonly string[];

  constructor(table: string, problems: readonly string[]) {
    super(
      `table ${table} cannot be created here:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
    );
    this.name = "TableDefinitionError";
    this.problems = problems;
  }
}

/** Catalogs label a column with words of their own; needed only where `type_json` is empty. */
const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ["INT", "integer"],
  ["BIGINT", "long"],
  ["SMALLINT", "short"],
  ["TINYINT", "byte"],
]);

/**
 * Reads a table as Unity Catalog answers it: a TableInfo, of which names and columns are needed.
 * @throws {TableDefinitionError} with all problems of the table at once
 * @see https://docs.databricks.com/api/workspace/tables/get
 */
export function fromCatalog(json: unknown): TableDefinition {
  const problems: string[] = [];
  const info = isJsonObject(json) ? json : {};
  const name = readName(info, problems);
  refuseOtherKinds(info, problems);
  const fields = readColumns(info.columns, (path, why) => problems.push(`column ${path}: ${why}`), problems);
  if (problems.length > 0) throw new TableDefinitionError(formatTableName(name), problems);
  return { name, schema: { type: "struct", fields } };
}

function readName(info: JsonObject, problems: string[]): TableName {
  const text = (key: string): string => (typeof info[key] === "string" ? info[key] : "");
  const parts = { catalog: text("catalog_name"), schema: text("schema_name"), table: text("name") };
  const isWhole = parts.catalog !== "" && parts.schema !== "" && parts.table !== "";
  const name = isWhole ? parts : (parseTableName(text("full_name")) ?? parts);
  if (formatTableName(name) === "..")
    problems.push("it has no name; give catalog_name, schema_name and name");
  else problems.push(...tableNameProblems(name));
  return name;
}

/** Zerobus writes managed Delta tables only; a file that says nothing about it is taken for one. */
function refuseOtherKinds(info: JsonObject, problems: string[]): void {
  const { table_type: kind = "MANAGED", data_source_format: format = "DELTA" } = info;
  if (kind !== "MANAGED" && kind !== "STREAMING_TABLE") {
    problems.push(`table_type is ${previewJson(kind)}; Zerobus writes MANAGED tables`);
  }
  if (format !== "DELTA")
    problems.push(`data_source_format is ${previewJson(format)}; Zerobus writes DELTA tables`);
}

function readColumns(json: unknown, report: Report, problems: string[]): StructField[] {
  if (!Array.isArray(json) || json.length === 0) {
    problems.push("it has no columns");
    return [];
  }
  if (json.length > MAX_COLUMNS) {
    problems.push(`it has ${json.length} columns, Zerobus takes ${MAX_COLUMNS}`);
    return [];
  }
  const columns = json.filter(isJsonObject);
  const names = columns.map((column) => column.name).filter((name) => typeof name === "string");
  if (names.length !== json.length) problems.push("a column has no name");
  checkNames(names, "", report);
  return inOrder(columns).flatMap((column) => readColumn(column, report) ?? []);
}

/** By `position`, wherever it starts and whatever gaps it has; by place in the file when some have none. */
function inOrder(columns: JsonObject[]): JsonObject[] {
  const placed = columns.flatMap((column) => {
    const { position } = column;
    return typeof position === "number" ? [{ column, position }] : [];
  });
  if (placed.length !== columns.length) return columns;
  return placed.sort((a, b) => a.position - b.position).map(({ column }) => column);
}

function readColumn(column: JsonObject, report: Report): StructField | undefined {
  const { name } = column;
  if (typeof name !== "string") return undefined;
  const field = readTypeJson(column, name, report);
  if (field === undefined) return undefined;
  const { comment } = column;
  const metadata = readMetadata(field.metadata, name, report);
  const type = readDataType(field.type, name, report);
  return (
    type && {
      name,
      type,
      nullable: column.nullable !== false && field.nullable !== false,
      metadata: typeof comment === "string" && comment !== "" ? { comment } : metadata,
    }
  );
}

interface LooseField {
  readonly type: unknown;
  readonly nullable?: unknown;
  readonly metadata?: unknown;
}

/** The five forms that `type_json` is seen in: a field, a type name, a type, a wrapped name, nothing. */
function readTypeJson(column: JsonObject, path: string, report: Report): LooseField | undefined {
  const json = parseTypeJson(column.type_json);
  if (json === undefined) {
    report(path, `type_json ${previewJson(column.type_json)} is not JSON`);
    return undefined;
  }
  if (!isJsonObject(json)) return { type: json };
  if (typeof json.name === "string" && "type" in json) {
    return { type: json.type, nullable: json.nullable, metadata: json.metadata };
  }
  if (Object.keys(json).length === 0) return readTypeName(column, path, report);
  const isType = json.type === "struct" || json.type === "array" || json.type === "map";
  return { type: isType ? json : json.type };
}

function parseTypeJson(text: unknown): unknown {
  if (text === undefined || text === null || text === "") return {};
  if (typeof text !== "string") return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readTypeName(column: JsonObject, path: string, report: Report): LooseField | undefined {
  const { type_name: typeName, type_precision: precision, type_scale: scale } = column;
  if (typeName === "DECIMAL") return { type: `decimal(${previewJson(precision)},${previewJson(scale)})` };
  if (typeof typeName !== "string" || ["STRUCT", "ARRAY", "MAP", ""].includes(typeName)) {
    report(path, `type_json is empty, and type_name ${previewJson(typeName)} alone does not tell the type`);
    return undefined;
  }
  return { type: TYPE_NAMES.get(typeName) ?? typeName };
}
