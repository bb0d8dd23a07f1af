import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { DescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import type { Field, TableSchema } from "@zerobus-gen/schema";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arbitraryTable } from "../../../../test/support/arbitrary-table.js";
import { compileProtoFiles, readProtoFiles } from "../source/proto/proto-files.js";
import { rowDescriptor } from "./descriptor.js";
import { protoText } from "./proto-text.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zerobus-proto-"));
});
afterAll(() => rm(folder, { recursive: true }));

function tableOf(columns: readonly Field[], comment?: string): TableSchema {
  const name = { catalog: "main", schema: "shop", table: "order_lines" };
  return { name, columns, ...(comment !== undefined && { comment }) };
}

/** A file for each table. */
async function writeProtos(tables: readonly TableSchema[]): Promise<string> {
  const home = await mkdtemp(join(folder, "protos-"));
  await Promise.all(tables.map((table, at) => writeFile(join(home, `p${at}.proto`), unclashing(table, at))));
  return home;
}

/** Files that are compiled together may not have messages of one name. */
function unclashing(table: TableSchema, at: number): string {
  return protoText(table).replace('syntax = "proto2";\n', `syntax = "proto2";\npackage p${at};\n`);
}

/** The descriptor of each table's `.proto`, in base64, as if it were in no package. */
async function compiled(tables: readonly TableSchema[]): Promise<readonly string[]> {
  const files = await compileProtoFiles(await writeProtos(tables));
  const byName = new Map(files.map((file) => [file.name, file]));
  return tables.map((_, at) => {
    const message = byName.get(`p${at}`)?.proto.messageType[0];
    if (message === undefined) return expect.fail(`p${at}.proto has no message`);
    const json = JSON.stringify(message, (key, value) =>
      key === "typeName" && typeof value === "string" ? value.replace(`.p${at}.`, ".") : value,
    );
    return json;
  });
}

/** The descriptor that a generated client sends, in the same form. */
function sent(table: TableSchema): string {
  const bytes = Buffer.from(rowDescriptor(table), "base64");
  const message = fromBinary(DescriptorProtoSchema, bytes);
  expect(Buffer.from(toBinary(DescriptorProtoSchema, message)).equals(bytes)).toBe(true);
  return JSON.stringify(message);
}

const ORDER_LINES = tableOf(
  [
    { name: "order_id", number: 1, type: { kind: "bigint" }, nullable: false, comment: "Which order." },
    { name: "at", number: 2, type: { kind: "timestamp" }, nullable: true },
    { name: "total", number: 3, type: { kind: "decimal", precision: 18, scale: 2 }, nullable: true },
    {
      name: "items",
      number: 5,
      type: {
        kind: "array",
        elementNullable: false,
        element: {
          kind: "struct",
          fields: [{ name: "sku", number: 1, type: { kind: "varchar", length: 9 }, nullable: false }],
        },
      },
      nullable: true,
    },
    {
      name: "by_day",
      number: 6,
      type: { kind: "map", key: { kind: "string" }, value: { kind: "date" }, valueNullable: false },
      nullable: true,
    },
  ],
  "What was ordered.\n@zerobus table evil.evil.evil",
);

describe(protoText, () => {
  it("reads as somebody would write it", () => {
    expect(protoText(ORDER_LINES)).toBe(`syntax = "proto2";

// What was ordered.
// \\@zerobus table evil.evil.evil
// @zerobus table main.shop.order_lines
message OrderLines {
  // Which order.
  required int64 order_id = 1 [json_name = "order_id"];
  // @zerobus type TIMESTAMP
  optional int64 at = 2;
  // @zerobus type DECIMAL(18,2)
  optional string total = 3;
  message Items {
    // @zerobus type VARCHAR(9)
    required string sku = 1;
  }
  repeated Items items = 5;
  // @zerobus type MAP<STRING, DATE>
  map<string, int32> by_day = 6 [json_name = "by_day"];
}
`);
  });

  it("gives the table back when it is read", async () => {
    const path = join(folder, "orders.proto");
    await writeFile(path, protoText(ORDER_LINES));
    const { tables, problems } = await readProtoFiles(path);
    expect(problems).toEqual([]);
    const comment = "What was ordered.\n\\@zerobus table evil.evil.evil";
    expect(tables).toEqual([{ ...ORDER_LINES, comment }]);
  });

  it("compiles to the descriptor that is sent, for any table", async () => {
    const tables = fc.array(arbitraryTable, { minLength: 40, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(tables, async (any) => {
        expect(await compiled(any)).toEqual(any.map(sent));
      }),
      { numRuns: 3 },
    );
  });

  it("compiles whatever the names and comments are", async () => {
    const names = [
      "message",
      "option",
      "map",
      "Items",
      "items",
      "int32",
      "oneof",
      "_x",
      "a__b",
      "x_1y",
      "O",
      "_1",
      "__",
    ];
    const struct = {
      kind: "struct",
      fields: [{ name: "O", number: 1, type: { kind: "int" }, nullable: true }],
    } as const;
    const hostile = [
      "*/ }",
      "a\nmessage X {}",
      "\u0000",
      "\ud800",
      "\u2028}",
      "\\",
      "// @zerobus type DATE",
      "\r}",
    ];
    const columns = names.map((name, at): Field => {
      const map = { kind: "map", key: { kind: "string" }, value: struct, valueNullable: false } as const;
      const type = at % 3 === 0 ? struct : at % 3 === 1 ? map : ({ kind: "variant" } as const);
      return { name, number: at + 1, type, nullable: true, comment: hostile[at % hostile.length] ?? "" };
    });
    const table = tableOf(columns, hostile.join("\n"));
    expect(await compiled([table])).toEqual([sent(table)]);
  });

  it("writes a MAP as a repeated message where protoc would call its entries as another one's", async () => {
    const type = {
      kind: "map",
      key: { kind: "string" },
      value: { kind: "int" },
      valueNullable: false,
    } as const;
    const table = tableOf([
      { name: "a_b", number: 1, type, nullable: false },
      { name: "aB", number: 2, type, nullable: false },
    ]);
    const [proto = ""] = await compiled([table]);
    expect(proto.replace(/,?"options":\{[^}]*\}/g, "")).toBe(
      sent(table).replace(/,?"options":\{[^}]*\}/g, ""),
    );
  });
});
