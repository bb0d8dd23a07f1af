import { describe, expect, it } from "vitest";
import { unwritableKind } from "./table-kind.js";

describe(unwritableKind, () => {
  it.each([
    {},
    { table_type: "MANAGED", data_source_format: "DELTA" },
    { table_type: "STREAMING_TABLE", data_source_format: "delta" },
    { table_type: "MANAGED_SHALLOW_CLONE", properties: { "delta.feature.catalogManaged": "disabled" } },
    { properties: { "delta.feature.catalogManagement": "supported" } },
  ])("has nothing against %j", (info) => {
    expect(unwritableKind(info)).toBeUndefined();
  });

  it.each([
    ...[
      "EXTERNAL",
      "VIEW",
      "FOREIGN",
      "MATERIALIZED_VIEW",
      "METRIC_VIEW",
      "EXTERNAL_SHALLOW_CLONE",
      7,
      null,
    ].map((table_type) => [{ table_type }, `type ${JSON.stringify(table_type)}`] as const),
    [{ data_source_format: "ICEBERG" }, 'format "ICEBERG"'] as const,
    ...["catalogManaged", "catalogOwned-preview", "catalogManaged-preview"].map(
      (name) =>
        [{ properties: { [`delta.feature.${name}`]: "supported" } }, "catalog-managed commits"] as const,
    ),
  ])("says why of %j", (info, why) => {
    expect(unwritableKind(info)).toContain(why);
  });
});
