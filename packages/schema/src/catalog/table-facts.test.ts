import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TableFacts } from "../table/table-schema.js";
import { readDeltaFacts, readTableFacts } from "./table-facts.js";

describe("readTableFacts", () => {
  test.each<[string, object, TableFacts]>([
    [
      "id, kind and format",
      { table_id: "0c5c", table_type: "MANAGED", data_source_format: "DELTA" },
      { id: "0c5c", kind: "MANAGED", format: "DELTA" },
    ],
    [
      "CHECK constraints, wherever they are said",
      {
        properties: {
          "delta.constraints.b": "x > 0",
          "delta.minWriterVersion": "3",
          "delta.constraints.": "",
        },
        table_constraints: [
          { named_table_constraint: { name: "a" } },
          { named_table_constraint: { name: "b" } },
          { foreign_key_constraint: { name: "fk", child_columns: ["x"] } },
        ],
      },
      { checks: ["", "a", "b"] },
    ],
    [
      "the primary key in its order",
      { table_constraints: [{ primary_key_constraint: { name: "pk", child_columns: ["b", "a"] } }] },
      { primaryKey: ["b", "a"] },
    ],
    [
      "the partition columns in theirs",
      {
        columns: [
          { name: "x", partition_index: 1 },
          { name: "y", partition_index: null },
          { name: "z", partition_index: 0 },
          { name: "w" },
        ],
      },
      { partitionedBy: ["z", "x"] },
    ],
    ["a row filter", { row_filter: { function_name: "f" } }, { hasRowFilter: true }],
    [
      "catalog-managed commits",
      { properties: { "delta.feature.catalogManaged": "supported" } },
      { hasCatalogCommits: true },
    ],
    [
      "catalog-owned commits, as a preview",
      { properties: { "delta.feature.catalogOwned-preview": "supported" } },
      { hasCatalogCommits: true },
    ],
    [
      "no catalog-managed commits where the feature is off or another",
      {
        properties: { "delta.feature.catalogManaged": "disabled", "delta.feature.variantType": "supported" },
      },
      {},
    ],
  ])("tells %s", (_, info, want) => {
    expect(readTableFacts({ ...info })).toEqual(want);
  });

  test("takes null, and whatever is not as it should be, for absent", () => {
    const info = {
      table_id: null,
      table_type: null,
      data_source_format: null,
      columns: [null, 5, { name: null, partition_index: 0 }, { name: "x", partition_index: "0" }],
      properties: null,
      table_constraints: [
        null,
        { primary_key_constraint: null },
        { primary_key_constraint: { child_columns: [5, null] } },
        { named_table_constraint: { name: null } },
      ],
      row_filter: null,
    };
    expect(readTableFacts(info)).toEqual({});
  });

  test("never throws", () => {
    const info = fc.record({
      columns: fc.jsonValue(),
      properties: fc.jsonValue(),
      table_constraints: fc.oneof(
        fc.jsonValue(),
        fc.array(
          fc.record({ primary_key_constraint: fc.jsonValue(), named_table_constraint: fc.jsonValue() }),
        ),
      ),
      row_filter: fc.jsonValue(),
    });
    fc.assert(
      fc.property(info, (json) => {
        readTableFacts(json);
      }),
    );
  });
});

test("readDeltaFacts tells what a metaData action says, and takes the id of the log for no id of a table", () => {
  const action = {
    id: "5b2c",
    format: { provider: "parquet", options: {} },
    partitionColumns: ["day", "region"],
    configuration: { "delta.constraints.positive": "x > 0", "delta.feature.catalogManaged": "supported" },
  };
  expect(readDeltaFacts(action)).toEqual({
    checks: ["positive"],
    partitionedBy: ["day", "region"],
    hasCatalogCommits: true,
  });
  expect(readDeltaFacts({ partitionColumns: [], configuration: {} })).toEqual({});
  expect(readDeltaFacts({ partitionColumns: "day", configuration: null })).toEqual({});
});
