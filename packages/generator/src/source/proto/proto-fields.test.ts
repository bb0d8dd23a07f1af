import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SchemaRead, sqlType, writableTables } from "@zerobus-gen/schema";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileProtoFiles } from "./proto-files.js";
import { readProtoTables } from "./proto-tables.js";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "zerobus-proto-"));
});
afterAll(() => rm(root, { recursive: true }));

async function read(text: string): Promise<SchemaRead> {
  await writeFile(join(root, "a.proto"), text);
  return readProtoTables(await compileProtoFiles(join(root, "a.proto")));
}

function columns(read: SchemaRead): readonly string[] {
  return read.tables.flatMap((table) =>
    table.columns.map((c) => `${c.number} ${c.name} ${sqlType(c.type)}${c.nullable ? "" : " NOT NULL"}`),
  );
}

function codes(read: SchemaRead): readonly string[] {
  return read.problems.map(({ code, table, column }) => [code, table, column ?? ""].join(" ").trim());
}

describe("the fields of a message are columns", () => {
  test("of the types that they and their annotations say", async () => {
    const result = await read(`
      syntax = "proto2";
      package shop.v1;
      // What customers ordered.
      //
      // @zerobus table main.my-shop.orders
      // One row each.
      message Order {
        // Ours, not theirs.
        required int64 order_id = 7;
        /* @zerobus type TIMESTAMP
         * When it was placed. */
        optional int64 placed_at = 2; // In the shop's time zone.
        optional string total = 3; // @zerobus type decimal(18, 2)
        optional int32 day = 4; // @zerobus type DATE
        optional int32 rank = 5; // @zerobus type TINYINT
        optional int32 count = 6;
        optional float f = 8;
        optional double d = 9;
        optional bool ok = 10;
        optional string note = 11;
        optional bytes raw = 12;
        repeated Item items = 13;
        map<string, Item> by_sku = 14;
        repeated int64 seen_at = 15; // @zerobus type ARRAY<TIMESTAMP_NTZ>
        map<int64, string> prices = 16; // @zerobus type MAP<BIGINT, DECIMAL(9,2)>
        optional Item gift = 17;
      }
      message Item {
        required string sku = 2;
        optional int32 quantity = 1;
      }`);
    expect(result.problems).toEqual([]);
    expect(result.tables.map(({ name }) => name)).toEqual([
      { catalog: "main", schema: "my-shop", table: "orders" },
    ]);
    expect(columns(result)).toEqual([
      "7 order_id BIGINT NOT NULL",
      "2 placed_at TIMESTAMP",
      "3 total DECIMAL(18,2)",
      "4 day DATE",
      "5 rank TINYINT",
      "6 count INT",
      "8 f FLOAT",
      "9 d DOUBLE",
      "10 ok BOOLEAN",
      "11 note STRING",
      "12 raw BINARY",
      "13 items ARRAY<STRUCT<sku: STRING NOT NULL, quantity: INT>>",
      "14 by_sku MAP<STRING, STRUCT<sku: STRING NOT NULL, quantity: INT>>",
      "15 seen_at ARRAY<TIMESTAMP_NTZ>",
      "16 prices MAP<BIGINT, DECIMAL(9,2)>",
      "17 gift STRUCT<sku: STRING NOT NULL, quantity: INT>",
    ]);
    const [table] = result.tables;
    expect(table?.comment).toBe("What customers ordered.\n\nOne row each.");
    expect(table?.columns.slice(0, 4).map(({ comment }) => comment)).toEqual([
      "Ours, not theirs.",
      "When it was placed.\nIn the shop's time zone.",
      undefined,
      undefined,
    ]);
    expect(table?.columns[11]?.type).toMatchObject({
      elementNullable: false,
      element: {
        fields: [
          { name: "sku", number: 2 },
          { name: "quantity", number: 1 },
        ],
      },
    });
    expect(table?.columns[13]?.type).toMatchObject({ elementNullable: false });
    expect(table?.columns[14]?.type).toMatchObject({ valueNullable: false });
  });
});

describe("presence", () => {
  test("of proto3 fields without optional is warned of once for each message", async () => {
    const result = await read(`syntax = "proto3"; package p;
      // @zerobus table a.b.t
      message T { int32 x = 1; optional string s = 2; M one = 3; M two = 4; repeated int32 list = 5; bool ok = 6; map<string, int32> m = 7; }
      // @zerobus table a.b.u
      message U { M m = 1; }
      message M { string y = 1; }`);
    expect(columns(result)).toContain("1 x INT");
    expect(codes(result)).toEqual(["IMPLICIT_PRESENCE a.b.t", "IMPLICIT_PRESENCE a.b.t"]);
    expect(result.problems.map(({ severity }) => severity)).toEqual(["warning", "warning"]);
    expect(result.problems[0]?.message).toContain("p.T has fields without `optional`: x, ok;");
    expect(result.problems[1]?.message).toContain("p.M has fields without `optional`: y;");
  });

  test("of editions is as their features say", async () => {
    const result = await read(`edition = "2023";
      // @zerobus table a.b.t
      message T {
        int32 explicit = 1;
        int32 required = 2 [features.field_presence = LEGACY_REQUIRED];
        int32 implicit = 3 [features.field_presence = IMPLICIT];
      }`);
    expect(columns(result)).toEqual(["1 explicit INT", "2 required INT NOT NULL", "3 implicit INT"]);
    expect(codes(result)).toEqual(["IMPLICIT_PRESENCE a.b.t"]);
  });
});

describe("what no table can have is refused by name", () => {
  test("for every kind of field, with what to write instead", async () => {
    const result = await read(`syntax = "proto2";
      import "google/protobuf/timestamp.proto"; import "google/protobuf/any.proto"; import "google/protobuf/api.proto";
      // @zerobus table a.b.t
      message T {
        optional uint32 u32 = 1; optional uint64 u64 = 2; optional sint32 s32 = 3; optional sint64 s64 = 4;
        optional fixed32 f32 = 5; optional fixed64 f64 = 6; optional sfixed32 sf32 = 7; optional sfixed64 sf64 = 8;
        optional E e = 9; repeated E es = 10; map<string, E> em = 11; map<uint32, int32> um = 12;
        optional google.protobuf.Timestamp ts = 13; repeated google.protobuf.Any any = 14; optional google.protobuf.Api api = 15;
        optional group G = 16 { optional int32 x = 1; }
        oneof how { string card = 17; string cash = 18; }
        optional Deep deep = 19;
      }
      message Deep { repeated Inner list = 1; message Inner { optional uint32 x = 1; } }
      enum E { A = 0; }`);
    expect(result.tables).toEqual([]);
    expect(codes(result)).toEqual([
      "ONEOF a.b.t how",
      ...[
        "u32",
        "u64",
        "s32",
        "s64",
        "f32",
        "f64",
        "sf32",
        "sf64",
        "e",
        "es[]",
        "em[value]",
        "um[key]",
        "ts",
        "any[]",
        "api",
        "g",
        "deep.list[].x",
      ].map((column) => `UNSUPPORTED_TYPE a.b.t ${column}`),
    ]);
    const hintOf = (column: string) => result.problems.find((problem) => problem.column === column)?.hint;
    expect(hintOf("u32")).toContain("int64");
    expect(hintOf("ts")).toContain("int64 with `@zerobus type TIMESTAMP`");
    expect(hintOf("any[]")).toContain("JSON text");
    expect(hintOf("api")).toContain("a message of your own");
    expect(result.problems[0]?.message).toContain("card, cash");
  });

  test("for recursion, naming the cycle", async () => {
    const result = await read(`syntax = "proto2";
      // @zerobus table a.b.t
      message T { optional Node root = 1; }
      message Node { optional Edge edge = 1; optional int32 x = 2; }
      message Edge { repeated Node nodes = 1; map<string, Edge> edges = 2; }`);
    expect(codes(result)).toEqual([
      "RECURSIVE_MESSAGE a.b.t root.edge.nodes[]",
      "RECURSIVE_MESSAGE a.b.t root.edge.edges[value]",
    ]);
    expect(result.problems[0]?.message).toContain("Node -> Edge -> Node");
    expect(result.problems[1]?.message).toContain("Edge -> Edge");
  });

  test("for depth and for size, without unfolding it all", async () => {
    const chain = (fields: (next: string) => string, length: number) =>
      Array.from(
        { length },
        (_, i) => `message M${i} { ${i + 1 < length ? fields(`M${i + 1}`) : "optional int32 x = 1;"} }`,
      ).join("\n");
    const deep = await read(
      `syntax = "proto2";\n// @zerobus table a.b.t\n${chain((next) => `optional ${next} x = 1;`, 5000)}`,
    );
    expect(deep.problems.map(({ code }) => code)).toEqual(["TOO_DEEP"]);
    const wide = await read(
      `syntax = "proto2";\n// @zerobus table a.b.t\n${chain((next) => `optional ${next} a = 1; optional ${next} b = 2;`, 60)}`,
    );
    expect(wide.problems).toEqual([]);
    expect(codes(writableTables(wide, () => ({})))).toEqual(["TOO_MANY_COLUMNS a.b.t"]);
  });

  test("for annotations that say nothing usable", async () => {
    const field = (number: number, type: string, line: string) =>
      `// ${line}\n optional ${type} f${number} = ${number};`;
    const result = await read(`syntax = "proto2";
      // @zerobus table a.b.t
      message T {
        ${field(1, "int64", "@zerobus type DATE")}
        ${field(2, "int64", "@zerobus")}
        ${field(3, "int64", "@zerobus tpye TIMESTAMP")}
        ${field(4, "int64", "@zerobus type TIMESTAMP\n// @zerobus type TIMESTAMP_NTZ")}
        ${field(5, "int64", "@zerobus type VARIANT")}
        ${field(12, "string", "@zerobus type INTERVAL")}
        ${field(6, "string", "@zerobus type DECIMAL(39,0)")}
        ${field(7, "string", "@zerobus type ARRAY<")}
        ${field(8, "M", "@zerobus type STRUCT<x: INT>")}
        // @zerobus type TIMESTAMP
        repeated int64 f9 = 9;
        // @zerobus type MAP<DATE, INT>
        map<int32, int32> f10 = 10;
        // @zerobusses are not ours
        optional int32 f11 = 11;
      }
      message M { optional int32 x = 1; }
      // @zerobus tabel a.b.u
      message U { optional int32 x = 1; }
      // @zerobus table a.b
      message V { optional int32 x = 1; }
      // @zerobus table a.b.w
      // @zerobus table a.b.x
      message W { optional int32 x = 1; }`);
    expect(result.tables).toEqual([]);
    expect(codes(result)).toEqual([
      "ANNOTATION a.b.t f1",
      "ANNOTATION a.b.t f2",
      "ANNOTATION a.b.t f3",
      "ANNOTATION a.b.t f4",
      "ANNOTATION a.b.t f5",
      "ANNOTATION a.b.t f12",
      "MALFORMED a.b.t f7[]",
      "ANNOTATION a.b.t f8",
      "ANNOTATION a.b.t f9",
      "ANNOTATION U",
      "TABLE_NAME V",
      "ANNOTATION W",
    ]);
    expect(result.problems[0]?.message).toContain("DATE does not fit the field, which is BIGINT by itself");
  });

  test("for annotations that fit the field and no table, when it is to be written", async () => {
    const result = await read(`syntax = "proto2";
      // @zerobus table a.b.t
      message T {
        // @zerobus type DECIMAL(39,0)
        optional string f1 = 1;
        // @zerobus type MAP<DATE, INT>
        map<int32, int32> f2 = 2;
        // @zerobus type VARCHAR(0)
        optional string f3 = 3;
      }`);
    expect(result.problems).toEqual([]);
    expect(codes(writableTables(result, () => ({})))).toEqual([
      "DECIMAL_BOUNDS a.b.t f1",
      "MAP_KEY a.b.t f2[key]",
      "LENGTH_BOUNDS a.b.t f3",
    ]);
  });
});

test("as many fields as a table may have are read, with their comments", async () => {
  const fields = Array.from(
    { length: 2000 },
    (_, i) => `// Field ${i}.\noptional int64 f${i} = ${i + 1}; // @zerobus type TIMESTAMP`,
  );
  await writeFile(
    join(root, "a.proto"),
    `syntax = "proto2";\n// @zerobus table a.b.t\nmessage T {\n${fields.join("\n")}\n}`,
  );
  const files = await compileProtoFiles(root);
  const columns = readProtoTables(files).tables[0]?.columns;
  expect(columns).toHaveLength(2000);
  expect(columns?.at(-1)).toMatchObject({
    comment: "Field 1999.",
    type: { kind: "timestamp" },
  });
});
