import { isJsonObject, type JsonObject, previewJson } from "./json-object.js";

/** What the service writes. Of a table that says nothing about it, the best is thought. */
const WRITABLE: readonly unknown[] = [undefined, "MANAGED", "STREAMING_TABLE", "MANAGED_SHALLOW_CLONE"];

/** Names of the feature over time. @see https://github.com/delta-io/delta/blob/master/protocol_rfcs/catalog-managed.md */
const CATALOG_FEATURE = /^delta\.feature\.catalog(?:Managed|Owned)(?:-preview)?$/;

/**
 * Why the service does not write a table, as a sentence; undefined when it does: a managed Delta table that the catalog
 * does not commit to itself.
 * @param info the table as a catalog describes it, a TableInfo
 * @see https://docs.databricks.com/aws/en/ingestion/zerobus-overview
 */
export function unwritableKind({
  table_type,
  data_source_format,
  properties,
}: JsonObject): string | undefined {
  if (!WRITABLE.includes(table_type))
    return `Tables of the type ${previewJson(table_type)} are not supported`;
  if (typeof data_source_format === "string" && data_source_format.toUpperCase() !== "DELTA") {
    return `Tables in the format ${previewJson(data_source_format)} are not supported`;
  }
  const features = isJsonObject(properties) ? Object.entries(properties) : [];
  return features.some(
    ([key, value]) => CATALOG_FEATURE.test(key) && (value === "supported" || value === "enabled"),
  )
    ? "Tables with catalog-managed commits are not supported"
    : undefined;
}
