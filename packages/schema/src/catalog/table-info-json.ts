import { sqlType } from "../table/sql-type.js";
import { formatTableName } from "../table/table-name.js";
import type { TableSchema } from "../table/table-schema.js";
import type { JsonObject } from "./json-value.js";
import { typeJson } from "./spark-json.js";

/**
 * The table as Unity Catalog would describe it: a `TableInfo`, from which the local server creates the table and
 * `readTableInfo` reads the same columns. Field numbers are not said: columns are numbered by their order.
 */
export function tableInfoJson({ name, comment, columns, facts = {} }: TableSchema): JsonObject {
  return {
    name: name.table,
    catalog_name: name.catalog,
    schema_name: name.schema,
    full_name: formatTableName(name),
    table_type: facts.kind ?? "MANAGED",
    data_source_format: facts.format ?? "DELTA",
    ...(comment !== undefined && { comment }),
    columns: columns.map((column, position) => ({
      name: column.name,
      position,
      type_text: sqlType(column.type),
      type_json: JSON.stringify({
        name: column.name,
        type: typeJson(column.type),
        nullable: column.nullable,
        metadata: column.comment === undefined ? {} : { comment: column.comment },
      }),
      nullable: column.nullable,
      ...(column.comment !== undefined && { comment: column.comment }),
    })),
  };
}
