import { expect, test } from "vitest";
import { readTableInfo } from "./catalog-table.js";

/** As the open-source Unity Catalog sends it: with null for what it does not have. */
const marksheet = {
  name: "marksheet",
  catalog_name: "unity",
  schema_name: "default",
  table_type: "MANAGED",
  data_source_format: "DELTA",
  columns: [
    ["id", "int", "integer", "INT", false],
    ["name", "string", "string", "STRING", false],
    ["marks", "int", "integer", "INT", true],
  ].map(([name, type_text, type, type_name, nullable], position) => ({
    name,
    type_text,
    type_json: JSON.stringify({ name, type, nullable, metadata: {} }),
    type_name,
    type_precision: 0,
    type_scale: 0,
    type_interval_type: null,
    position,
    comment: null,
    nullable,
    partition_index: null,
  })),
  storage_location: "file:///tmp/marksheet/",
  comment: null,
  properties: {},
  owner: null,
  created_at: 1721234405334,
  table_id: "c389adfa-5c8f-497b-8f70-26c2cca4976d",
};

test("a table of the open-source catalog", () => {
  expect(readTableInfo(marksheet, "here")).toEqual({
    tables: [
      {
        name: { catalog: "unity", schema: "default", table: "marksheet" },
        columns: [
          { name: "id", number: 1, type: { kind: "int" }, nullable: false },
          { name: "name", number: 2, type: { kind: "string" }, nullable: false },
          { name: "marks", number: 3, type: { kind: "int" }, nullable: true },
        ],
        facts: { id: "c389adfa-5c8f-497b-8f70-26c2cca4976d", kind: "MANAGED", format: "DELTA" },
      },
    ],
    problems: [],
  });
});

/** As Databricks sends it, with all that can be known of a table and its columns. */
const orders = {
  name: "orders",
  catalog_name: "main",
  schema_name: "shop",
  full_name: "main.shop.orders",
  table_type: "MANAGED",
  data_source_format: "DELTA",
  table_id: "0c5c",
  comment: "What customers ordered.",
  properties: { "delta.minWriterVersion": "7", "delta.constraints.positive": "total > 0" },
  table_constraints: [{ primary_key_constraint: { name: "pk", child_columns: ["id"], rely: true } }],
  row_filter: { function_name: "main.shop.mine", input_column_names: ["region"] },
  columns: [
    {
      name: "id",
      type_text: "bigint",
      type_json:
        '{"name":"id","type":"long","nullable":false,"metadata":{"delta.identity.start":1,"delta.identity.step":1,"delta.identity.allowExplicitInsert":false,"delta.columnMapping.id":1,"delta.columnMapping.physicalName":"col-1f"}}',
      type_name: "LONG",
      position: 0,
      nullable: false,
    },
    {
      name: "region",
      type_text: "varchar(10)",
      type_json:
        '{"name":"region","type":"string","nullable":true,"metadata":{"__CHAR_VARCHAR_TYPE_STRING":"varchar(10)","CURRENT_DEFAULT":"\'eu\'"}}',
      type_name: "STRING",
      position: 1,
      nullable: true,
      partition_index: 0,
    },
    {
      name: "email",
      type_text: "string collate UNICODE_CI",
      type_json:
        '{"name":"email","type":"string","nullable":true,"metadata":{"__COLLATIONS":{"email":"icu.UNICODE_CI"}}}',
      type_name: "STRING",
      position: 2,
      nullable: true,
      comment: "Masked.",
      mask: { function_name: "main.shop.hide" },
    },
  ],
};

test("a table of Databricks", () => {
  const { tables, problems } = readTableInfo(orders, "here");
  expect(problems).toEqual([]);
  expect(tables).toEqual([
    {
      name: { catalog: "main", schema: "shop", table: "orders" },
      comment: "What customers ordered.",
      columns: [
        {
          name: "id",
          number: 1,
          type: { kind: "bigint" },
          nullable: false,
          computed: "identity",
          mappingId: 1,
        },
        {
          name: "region",
          number: 2,
          type: { kind: "varchar", length: 10 },
          nullable: true,
          computed: "default",
        },
        {
          name: "email",
          number: 3,
          type: { kind: "string", collation: "UNICODE_CI" },
          nullable: true,
          comment: "Masked.",
          isMasked: true,
        },
      ],
      facts: {
        id: "0c5c",
        kind: "MANAGED",
        format: "DELTA",
        checks: ["positive"],
        primaryKey: ["id"],
        partitionedBy: ["region"],
        hasRowFilter: true,
      },
    },
  ]);
});
