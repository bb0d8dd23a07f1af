import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writableTables } from "../table/schema-read.js";
import { sqlType } from "../table/sql-type.js";
import { readTableInfo } from "./catalog-table.js";

function column(name: string, type: unknown, rest: object = {}): object {
  return {
    name,
    type_json: JSON.stringify({ name, type, nullable: true, metadata: {} }),
    nullable: true,
    ...rest,
  };
}

function info(rest: object = {}): object {
  return {
    name: "orders",
    catalog_name: "main",
    schema_name: "shop",
    full_name: "main.shop.orders",
    table_type: "MANAGED",
    data_source_format: "DELTA",
    columns: [column("id", "long", { position: 0 })],
    ...rest,
  };
}

/** What keeps the table from being read or written. */
function codes(json: unknown): readonly string[] {
  return writableTables(readTableInfo(json, "here"), () => ({})).problems.map(({ code, column: path }) =>
    path ? `${code} ${path}` : code,
  );
}

const orders = info({
  comment: "What customers ordered.",
  columns: [
    column(
      "items",
      {
        type: "array",
        elementType: {
          type: "struct",
          fields: [
            { name: "sku", type: "string", nullable: false },
            { name: "quantity", type: "integer" },
          ],
        },
        containsNull: true,
      },
      { position: 2 },
    ),
    column("order_id", "long", {
      position: 0,
      nullable: false,
      type_json: '{"name":"order_id","type":"long","nullable":false}',
      comment: "Ours.",
    }),
    column("total", "decimal(18,2)", { position: 1, type_interval_type: null, partition_index: null }),
    column(
      "labels",
      { type: "map", keyType: "string", valueType: "string", valueContainsNull: true },
      { position: 5 },
    ),
  ],
});

describe("readTableInfo", () => {
  test("reads a table: columns in the order of their positions, numbers as positions count them", () => {
    const { tables, problems } = readTableInfo(orders, "here");
    expect(problems).toEqual([]);
    expect(tables[0]?.name).toEqual({ catalog: "main", schema: "shop", table: "orders" });
    expect(tables[0]?.comment).toBe("What customers ordered.");
    expect(tables[0]?.columns.map((c) => [c.number, c.name, sqlType(c.type), c.nullable, c.comment])).toEqual(
      [
        [1, "order_id", "BIGINT", false, "Ours."],
        [2, "total", "DECIMAL(18,2)", true, undefined],
        [3, "items", "ARRAY<STRUCT<sku: STRING NOT NULL, quantity: INT>>", true, undefined],
        [6, "labels", "MAP<STRING, STRING>", true, undefined],
      ],
    );
  });

  test.each<[string, readonly unknown[], readonly number[], readonly string[]]>([
    ["counted from 0", [0, 1, 2], [1, 2, 3], []],
    ["counted from 1", [1, 2, 3], [2, 3, 4], []],
    ["with gaps", [0, 4, 9], [1, 5, 10], []],
    ["in the reserved range", [18_998, 18_999, 25_000], [18_999, 20_000, 26_001], []],
    ["missing", [undefined, undefined, undefined], [1, 2, 3], ["POSITIONS_UNUSABLE"]],
    ["partly missing", [0, undefined, 1], [1, 2, 3], ["POSITIONS_UNUSABLE"]],
    ["duplicated", [0, 0, 1], [1, 2, 3], ["POSITIONS_UNUSABLE"]],
    ["negative", [-1, 0, 1], [1, 2, 3], ["POSITIONS_UNUSABLE"]],
    ["beyond protobuf", [0, 1, 2 ** 29], [1, 2, 3], ["POSITIONS_UNUSABLE"]],
  ])("numbers columns whose positions are %s", (_, positions, numbers, want) => {
    const columns = positions.map((position, index) => column(`c${index}`, "long", { position }));
    const { tables, problems } = readTableInfo(info({ columns }), "here");
    expect(tables[0]?.columns.map(({ number }) => number)).toEqual(numbers);
    expect(problems.map(({ code, severity }) => `${severity} ${code}`)).toEqual(
      want.map((code) => `warning ${code}`),
    );
  });

  test.each<[object, readonly string[]]>([
    [{ table_type: "MANAGED" }, []],
    [{ table_type: "STREAMING_TABLE" }, []],
    [{ table_type: null, data_source_format: null }, []],
    [{ table_type: "EXTERNAL" }, ["EXTERNAL_TABLE"]],
    [{ table_type: "VIEW" }, ["TABLE_KIND"]],
    [{ table_type: "MATERIALIZED_VIEW" }, ["TABLE_KIND"]],
    [{ table_type: "METRIC_VIEW" }, ["TABLE_KIND"]],
    [{ table_type: "FOREIGN" }, ["TABLE_KIND"]],
    [{ table_type: "SOMETHING_NEW" }, ["TABLE_KIND"]],
    [{ data_source_format: "delta" }, []],
    [{ data_source_format: "ICEBERG" }, ["TABLE_FORMAT"]],
    [{ browse_only: true }, ["BROWSE_ONLY"]],
    [{ browse_only: false }, []],
    [{ table_type: "VIEW", data_source_format: "CSV", browse_only: true, columns: [] }, ["BROWSE_ONLY"]],
    [
      { table_type: "VIEW", data_source_format: "CSV", columns: [] },
      ["TABLE_KIND", "TABLE_FORMAT", "NO_COLUMNS"],
    ],
  ])("of %j says %j", (rest, want) => {
    const { tables, problems } = writableTables(readTableInfo(info(rest), "here"), () => ({}));
    expect(problems.map(({ code }) => code)).toEqual(want);
    expect(tables).toHaveLength(want.every((code) => code === "EXTERNAL_TABLE") ? 1 : 0);
    expect(problems.every(({ hint, message }) => hint !== undefined && message !== "")).toBe(true);
  });

  test.each<[string, object, string]>([
    ["its three parts", {}, "main.shop.orders"],
    ["full_name where parts are missing", { name: null, full_name: "a.b.c" }, "a.b.c"],
    ["nothing", { name: null, full_name: null }, "here"],
    ["a broken full_name", { name: 5, full_name: "a.b" }, "here"],
  ])("takes the name from %s", (_, rest, want) => {
    const read = readTableInfo(info({ table_type: "VIEW", ...rest }), "here");
    const { problems } = writableTables(read, () => ({}));
    expect(problems[0]?.table).toBe(want);
    expect(problems.some(({ code }) => code === "TABLE_NAME")).toBe(want === "here");
  });

  test.each([null, undefined, 5, "text", true, [], [orders]])("%j is no table", (json) => {
    expect(codes(json)).toEqual(["MALFORMED"]);
  });

  test.each([
    [{ columns: null }, ["MALFORMED"]],
    [{ columns: {} }, ["MALFORMED"]],
    [{ columns: [] }, ["NO_COLUMNS"]],
    [
      { columns: [null, 5, column("id", "long")] },
      ["MALFORMED columns[0]", "MALFORMED columns[1]", "POSITIONS_UNUSABLE"],
    ],
    [{ columns: Array.from({ length: 100_000 }, () => null) }, ["TOO_MANY_COLUMNS"]],
    [
      { name: "a\nb", columns: [column("x\u0000", "long", { position: 0 })] },
      ["TABLE_NAME", 'COLUMN_NAME "x\\u0000"'],
    ],
  ])("refuses odd columns and names", (rest, want) => {
    expect(codes(info(rest))).toEqual(want);
  });

  test("names everything it cannot take at once", () => {
    const columns = [
      column("doc", "interval", { position: 0 }),
      column("a b", { type: "array", elementType: { type: "array", elementType: "void" } }, { position: 1 }),
      column("tags", { type: "map", keyType: "date", valueType: "geometry" }, { position: 2 }),
      column("DOC", "long", { position: 3 }),
      column("fine", "long", { position: 4 }),
    ];
    expect(codes(info({ columns }))).toEqual([
      "UNSUPPORTED_TYPE doc",
      'COLUMN_NAME "a b"',
      'UNSUPPORTED_SHAPE "a b"',
      'UNSUPPORTED_TYPE "a b"[][]',
      "MAP_KEY tags[key]",
      "UNSUPPORTED_TYPE tags[value]",
      "DUPLICATE_COLUMN DOC",
    ]);
  });

  test("keeps names and comments that could break code as they are", () => {
    const columns = ["__proto__", "constructor", "message"].map((name, position) =>
      column(name, "string", { position, comment: `*/ \`\${process.exit()}\`` }),
    );
    const { tables } = readTableInfo(info({ columns }), "here");
    expect(tables[0]?.columns.map(({ name, comment }) => `${name} ${comment}`)).toEqual([
      `__proto__ */ \`\${process.exit()}\``,
      `constructor */ \`\${process.exit()}\``,
      `message */ \`\${process.exit()}\``,
    ]);
  });

  test("reads as many columns as a table may have", () => {
    const columns = Array.from({ length: 2000 }, (_, position) =>
      column(`c${position}`, "decimal(10,2)", { position }),
    );
    expect(readTableInfo(info({ columns }), "here").tables[0]?.columns).toHaveLength(2000);
  });
});

/** Values that a mutated answer may hold anywhere. */
const anything = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    "",
    "{}",
    "struct",
    "array",
    "DECIMAL",
    "varchar(3)",
    '{"type":"struct","fields":[{}]}',
    "__proto__",
  ),
  fc.constant(JSON.parse('{"__proto__":null,"toString":1,"length":-1}')),
);

describe("no answer of a catalog makes readTableInfo throw", () => {
  test("whatever JSON it is", () => {
    fc.assert(
      fc.property(anything, (json) => {
        expect(readTableInfo(json, "here").problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  test("wherever a good one is broken; and what passes is sound", () => {
    const entry = fc.record(
      {
        name: fc.oneof(fc.constantFrom("a", "b", "A"), anything),
        type_json: fc.oneof(
          anything,
          fc.jsonValue().map((type) => JSON.stringify({ type })),
          fc.constant('"long"'),
        ),
        type_name: fc.oneof(fc.constantFrom("LONG", "ARRAY", "DECIMAL"), anything),
        type_text: fc.oneof(fc.constantFrom("bigint", "array<int>", "char(4)"), anything),
        type_precision: anything,
        type_scale: anything,
        position: fc.oneof(fc.nat(3), anything),
        nullable: fc.oneof(fc.boolean(), anything),
        comment: anything,
      },
      { requiredKeys: [] },
    );
    const broken = fc.record(
      {
        columns: fc.oneof(fc.array(entry), anything),
        table_type: anything,
        name: anything,
        full_name: anything,
      },
      { requiredKeys: ["columns"] },
    );
    fc.assert(
      fc.property(broken, (rest) => {
        const { tables, problems } = readTableInfo(info(rest), "here");
        const isRefused = problems.some(({ severity }) => severity === "error");
        expect(tables).toHaveLength(isRefused ? 0 : 1);
        for (const table of tables)
          expect(new Set(table.columns.map(({ number }) => number)).size).toBe(table.columns.length);
        writableTables({ tables, problems }, () => ({ unsupported: "skip" }));
      }),
      { numRuns: 500 },
    );
  });
});
