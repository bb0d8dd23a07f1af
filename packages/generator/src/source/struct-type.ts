import {
  formatTableName,
  isJsonObject,
  parseJson,
  readTableInfo,
  type SchemaRead,
  type TableName,
} from "@zerobus-gen/schema";

/** Stand-in for the function of this name in `@zerobus-gen/schema`. */
export function readStructType(json: unknown, name: TableName): SchemaRead {
  const outer = isJsonObject(json) ? json : {};
  const { schemaString } = outer;
  const struct = typeof schemaString === "string" ? parseJson(schemaString) : json;
  const fields: unknown = isJsonObject(struct) ? struct.fields : undefined;
  const columns = Array.isArray(fields)
    ? fields.map((field: unknown, position) =>
        isJsonObject(field)
          ? { name: field.name, nullable: field.nullable, type_json: field, position }
          : field,
      )
    : fields;
  return readTableInfo({ full_name: formatTableName(name), columns }, formatTableName(name));
}
