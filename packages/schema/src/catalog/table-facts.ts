import type { TableFacts } from "../table/table-schema.js";
import { isJsonObject, type JsonObject } from "./json-value.js";

/**
 * Reads what a `TableInfo` says of its table beside the columns. What is not as it should be counts as absent.
 *
 * @see https://docs.databricks.com/api/workspace/tables/get
 */
export function readTableFacts(info: JsonObject): TableFacts {
  const { table_id: id, table_type: kind, data_source_format: format } = info;
  const constraints = objectsIn(info.table_constraints);
  const primaryKey = constraints.flatMap(primaryKeyOf);
  const checks = [...checksIn(info.properties), ...constraints.flatMap(checkNameOf)];
  const partitionedBy = partitionColumns(info.columns);
  return {
    ...(typeof id === "string" && id !== "" && { id }),
    ...(typeof kind === "string" && { kind }),
    ...(typeof format === "string" && { format }),
    ...(checks.length > 0 && { checks: sorted(checks) }),
    ...(primaryKey.length > 0 && { primaryKey }),
    ...(partitionedBy.length > 0 && { partitionedBy }),
    ...(isJsonObject(info.row_filter) && { hasRowFilter: true }),
    ...(hasCatalogCommits(info.properties) && { hasCatalogCommits: true }),
  };
}

/** Reads what a `metaData` action of a Delta log says. Its `id` is the log's own, not that of the catalog. */
export function readDeltaFacts({ partitionColumns: columns, configuration }: JsonObject): TableFacts {
  const checks = checksIn(configuration);
  const partitionedBy = stringsIn(columns);
  return {
    ...(checks.length > 0 && { checks: sorted(checks) }),
    ...(partitionedBy.length > 0 && { partitionedBy }),
    ...(hasCatalogCommits(configuration) && { hasCatalogCommits: true }),
  };
}

const CHECK_PREFIX = "delta.constraints.";

function checksIn(properties: unknown): readonly string[] {
  if (!isJsonObject(properties)) return [];
  const keys = Object.keys(properties).filter((key) => key.startsWith(CHECK_PREFIX));
  return keys.map((key) => key.slice(CHECK_PREFIX.length));
}

function checkNameOf({ named_table_constraint: constraint }: JsonObject): readonly string[] {
  return isJsonObject(constraint) && typeof constraint.name === "string" ? [constraint.name] : [];
}

function primaryKeyOf({ primary_key_constraint: constraint }: JsonObject): readonly string[] {
  return isJsonObject(constraint) ? stringsIn(constraint.child_columns) : [];
}

function partitionColumns(columns: unknown): readonly string[] {
  const found = objectsIn(columns).flatMap(({ name, partition_index: index }) =>
    typeof name === "string" && typeof index === "number" ? [{ name, index }] : [],
  );
  return found.toSorted((a, b) => a.index - b.index).map(({ name }) => name);
}

/** Names of the feature over time. @see https://github.com/delta-io/delta/blob/master/protocol_rfcs/catalog-managed.md */
const CATALOG_FEATURE = /^delta\.feature\.catalog(?:Managed|Owned)(?:-preview)?$/;

function hasCatalogCommits(properties: unknown): boolean {
  if (!isJsonObject(properties)) return false;
  return Object.entries(properties).some(
    ([key, value]) => CATALOG_FEATURE.test(key) && (value === "supported" || value === "enabled"),
  );
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted();
}

function objectsIn(list: unknown): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function stringsIn(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((item: unknown) => typeof item === "string") : [];
}
