import { MAX_COLUMNS } from "@zerobus-gen/runtime/protocol";
import { withDeclared } from "./declared-type.js";
import { isJsonObject, type JsonObject, previewJson } from "./json-object.js";
import type { StructField, StructType } from "./struct-type.js";
import { formatTableName, parseTableName, type TableName, tableNameProblems } from "./table-name.js";
import { parseTextType } from "./text-type.js";
import { checkNames, type Found, type LooseField, readField } from "./type-json.js";
import type { UnsupportedColumn } from "./unsupported-column.js";

/** A table as a catalog describes it, in the words of the store. */
export interface TableDefinition {
  readonly name: TableName;
  /** What rows can have values of. */
  readonly schema: StructType;
  /** What they cannot. */
  readonly unsupported: readonly UnsupportedColumn[];
  /** The catalog's own words: the TableInfo. */
  readonly info: JsonObject;
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

/** What `type` says in an object that is a type itself. */
const WRAPPED_TYPES: readonly string[] = ["struct", "array", "map", "udt"];

/** Catalogs label a column with words of their own; needed only where `type_json` is empty. */
const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ["INT", "integer"],
  ["BIGINT", "long"],
  ["SMALLINT", "short"],
  ["TINYINT", "byte"],
]);

/**
 * Reads a table as Unity Catalog answers it: a TableInfo, of which names and columns are needed. Columns that no row
 * can have a value of are kept apart, as long as there are others. Whether it is a table that is written at all, a view
 * perhaps, is not asked here.
 * @throws {TableDefinitionError} with all problems of the table at once
 * @see https://docs.databricks.com/api/workspace/tables/get
 */
export function fromCatalog(json: unknown): TableDefinition {
  const problems: string[] = [];
  const info = isJsonObject(json) ? json : {};
  const name = readName(info, problems);
  const unsupported: UnsupportedColumn[] = [];
  const report = (path: string, why: string): void => void problems.push(`column ${path}: ${why}`);
  const fields = readColumns(info.columns, { report, unsupported }, problems);
  if (problems.length === 0 && fields.length === 0) {
    const columns = unsupported.filter(({ prefix }) => prefix === "");
    problems.push(...columns.map(({ name, why }) => `column ${name}: ${why}`));
  }
  if (problems.length > 0) throw new TableDefinitionError(formatTableName(name), problems);
  return { name, schema: { type: "struct", fields }, unsupported, info };
}

/** The name in a TableInfo: its three parts, or else `full_name`. What is missing is empty. */
export function nameInCatalog(info: JsonObject): TableName {
  const text = (key: string): string => (typeof info[key] === "string" ? info[key] : "");
  const parts = { catalog: text("catalog_name"), schema: text("schema_name"), table: text("name") };
  const isWhole = parts.catalog !== "" && parts.schema !== "" && parts.table !== "";
  return isWhole ? parts : (parseTableName(text("full_name")) ?? parts);
}

function readName(info: JsonObject, problems: string[]): TableName {
  const name = nameInCatalog(info);
  if (formatTableName(name) === "..")
    problems.push("it has no name; give catalog_name, schema_name and name");
  else problems.push(...tableNameProblems(name));
  return name;
}

function readColumns(json: unknown, found: Found, problems: string[]): StructField[] {
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
  checkNames(names, "", found.report);
  return inOrder(columns).flatMap((column) => readColumn(column, found) ?? []);
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

function readColumn(column: JsonObject, found: Found): StructField | undefined {
  const field = readTypeJson(column, found);
  if (field === undefined) return undefined;
  const { comment, type_text: text } = column;
  const hasComment = typeof comment === "string" && comment !== "";
  // Where the metadata was left out, the text alone tells of a VARCHAR.
  const isDeclared = typeof text === "string" && /char\s*\(/i.test(text);
  return readField(
    {
      ...field,
      type: (isDeclared ? withDeclared(field.type, text) : undefined) ?? field.type,
      nullable: column.nullable !== false && field.nullable,
      metadata: hasComment ? { ...field.metadata, comment } : field.metadata,
    },
    "",
    found,
  );
}

/** The five forms that `type_json` is seen in: a field, a type name, a type, a wrapped name, nothing. */
function readTypeJson(column: JsonObject, found: Found): LooseField | undefined {
  const { name } = column;
  if (typeof name !== "string") return undefined;
  const json = parseTypeJson(column.type_json);
  if (json === undefined) {
    found.report(name, `type_json ${previewJson(column.type_json)} is not JSON`);
    return undefined;
  }
  const bare = (type: unknown): LooseField => ({ name, type, nullable: true, metadata: {} });
  if (!isJsonObject(json)) return bare(json);
  if (typeof json.name === "string" && "type" in json) {
    const metadata = isJsonObject(json.metadata) ? json.metadata : {};
    return { name, type: json.type, nullable: json.nullable !== false, metadata };
  }
  if (Object.keys(json).length === 0) {
    const type = readTypeName(column);
    if (type !== undefined) return bare(type);
    const typeName = previewJson(column.type_name);
    found.report(name, `type_json is empty, and type_name ${typeName} alone does not tell the type`);
    return undefined;
  }
  const isType = WRAPPED_TYPES.some((type) => type === json.type);
  return bare(isType ? json : json.type);
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

function readTypeName(column: JsonObject): string | undefined {
  const { type_name: typeName, type_text: text, type_precision: precision, type_scale: scale } = column;
  if (typeof text === "string" && parseTextType(text) !== undefined) return text;
  if (typeName === "DECIMAL") return `decimal(${previewJson(precision)},${previewJson(scale)})`;
  if (typeof typeName !== "string") return undefined;
  return ["STRUCT", "ARRAY", "MAP", "CHAR", "VARCHAR", ""].includes(typeName)
    ? undefined
    : (TYPE_NAMES.get(typeName) ?? typeName);
}
