import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SchemaRead } from "@zerobus-gen/schema";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileProtoFiles } from "./proto-files.js";
import { type ProtoTableOptions, readProtoTables } from "./proto-tables.js";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "zerobus-proto-"));
});
afterAll(() => rm(root, { recursive: true }));

async function read(text: string, options?: ProtoTableOptions): Promise<SchemaRead> {
  await writeFile(join(root, "a.proto"), text);
  return readProtoTables(await compileProtoFiles(join(root, "a.proto")), options);
}

function codes(read: SchemaRead): readonly string[] {
  return read.problems.map(({ code, table, column }) => [code, table, column ?? ""].join(" ").trim());
}

function names(read: SchemaRead): readonly string[] {
  return read.tables.map(({ name }) => `${name.catalog}.${name.schema}.${name.table}`);
}

test("a message nested in another one is a table if its comment says so", async () => {
  const result = await read(`syntax = "proto2";
      message Outer {
        // @zerobus table a.b.inner
        message Inner { optional int32 x = 1; }
      }`);
  expect(names(result)).toEqual(["a.b.inner"]);
});

describe("without any table annotation", () => {
  const text = `syntax = "proto2"; import "google/protobuf/descriptor.proto";
    message HTTPRequestLog { optional Header header = 1; optional HTTPRequestLog.Part part = 2; message Part { optional int32 x = 1; } }
    message Header { optional string name = 1; }
    message OrderV2 { repeated Header headers = 1; }`;

  test("the messages that no other one uses are tables of the namespace", async () => {
    const result = await read(text, { namespace: { catalog: "main", schema: "logs" } });
    expect(names(result)).toEqual(["main.logs.http_request_log", "main.logs.order_v2"]);
    expect(result.problems).toEqual([]);
  });

  test("and without a namespace, each of them is refused with both mends", async () => {
    const result = await read(text);
    expect(codes(result)).toEqual(["TABLE_UNNAMED HTTPRequestLog", "TABLE_UNNAMED OrderV2"]);
    expect(result.problems[0]?.hint).toMatch(/@zerobus table.*or give a catalog and a schema/);
  });

  test("a message that uses itself is one that no other uses, and refused for that", async () => {
    const source = 'syntax = "proto2"; message Tree { repeated Tree trees = 1; }';
    const result = await read(source, { namespace: { catalog: "main", schema: "logs" } });
    expect(codes(result)).toEqual(["RECURSIVE_MESSAGE main.logs.tree trees[]"]);
  });

  test.each([
    ["there is none", 'syntax = "proto2"; enum E { A = 0; }'],
    [
      "they use each other",
      'syntax = "proto2"; message A { optional B b = 1; } message B { optional A a = 1; }',
    ],
  ])("no message is a table when %s", async (_, source) => {
    expect(codes(await read(source))).toEqual(["NO_TABLE a.proto"]);
  });
});
