import {
  formatTableName,
  isJsonObject,
  type JsonObject,
  type Problem,
  quoteName,
  readStructType,
  type SchemaRead,
  type TableName,
  tableLabel,
} from "@zerobus-gen/schema";

/** What a Delta log says of its table; each absent until it was met. The newest is met first. */
export interface LogState {
  metaData?: JsonObject;
  protocol?: JsonObject;
}

/** Takes what an action says of the table, unless something newer has said it. */
export function takeAction(state: LogState, action: JsonObject): void {
  const { metaData, protocol } = action;
  if (isJsonObject(metaData)) state.metaData ??= metaData;
  if (isJsonObject(protocol)) state.protocol ??= protocol;
}

/** The table of a log that has a `metaData`. */
export function concludeLog({ metaData = {}, protocol = {} }: LogState, name: TableName): SchemaRead {
  const label = tableLabel(name);
  const read = readStructType(metaData, name);
  const features = featuresOf(protocol);
  const strange = features.filter((feature) => !knownFeatures.has(base(feature)));
  const problems: Problem[] = [...read.problems];
  if (strange.length > 0) {
    problems.push({
      severity: "warning",
      code: "TABLE_FORMAT",
      table: label,
      message: `the table has features that are not known here: ${strange.map(quoteName).join(", ")}`,
      hint: "its schema was read all the same; see that Zerobus takes rows for it",
    });
  }
  if (!features.some((feature) => catalogCommits.has(base(feature)))) return { ...read, problems };
  problems.push({
    severity: "warning",
    code: "TABLE_KIND",
    table: label,
    message: "the catalog commits to this table itself, so the folder may not show its newest schema",
    hint: `read it from the catalog: ${formatTableName(name)}`,
  });
  const tables = read.tables.map((table) => ({
    ...table,
    facts: { ...table.facts, hasCatalogCommits: true as const },
  }));
  return { tables, problems };
}

function featuresOf({ readerFeatures, writerFeatures }: JsonObject): readonly string[] {
  const lists = [readerFeatures, writerFeatures].map((list) =>
    Array.isArray(list) ? list.filter(isString) : [],
  );
  return [...new Set(lists.flat())].sort();
}

/** A feature in preview has its name with a suffix. */
function base(feature: string): string {
  return feature.replace(/-(?:preview|dev)$/, "");
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

const catalogCommits: ReadonlySet<string> = new Set(["catalogManaged", "catalogOwned", "coordinatedCommits"]);

/** @see https://github.com/delta-io/delta/blob/master/PROTOCOL.md#valid-feature-names-in-table-features */
const knownFeatures: ReadonlySet<string> = new Set([
  ...catalogCommits,
  "allowColumnDefaults",
  "appendOnly",
  "changeDataFeed",
  "checkConstraints",
  "checkpointProtection",
  "clustering",
  "collations",
  "columnMapping",
  "deletionVectors",
  "domainMetadata",
  "generatedColumns",
  "geospatial",
  "icebergCompatV1",
  "icebergCompatV2",
  "icebergCompatV3",
  "icebergWriterCompatV1",
  "identityColumns",
  "inCommitTimestamp",
  "invariants",
  "managedCommit",
  "materializePartitionColumns",
  "rowTracking",
  "timestampNtz",
  "typeWidening",
  "v2Checkpoint",
  "vacuumProtocolCheck",
  "variantShredding",
  "variantType",
]);
