import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type SchemaRead, sqlType } from "@zerobus-gen/schema";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { SourceError } from "../source-error.js";
import { readProtoFiles } from "./proto-files.js";

let root = "";
let folders = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "zerobus-proto-"));
});
afterAll(() => rm(root, { recursive: true }));

/** A new folder with these files in it. */
async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const path = join(root, `#${folders++}, @`);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return path;
}

function columns(read: SchemaRead): readonly string[] {
  return read.tables.flatMap((table) =>
    table.columns.map((c) => `${c.number} ${c.name} ${sqlType(c.type)}${c.nullable ? "" : " NOT NULL"}`),
  );
}

function names(read: SchemaRead): readonly string[] {
  return read.tables.map(({ name }) => `${name.catalog}.${name.schema}.${name.table}`);
}

describe("readProtoFiles", () => {
  test("follows imports, in a module or in a plain folder", async () => {
    const files = {
      "shop/order.proto": `
        syntax = "proto2"; package shop; import "shop/common/money.proto";
        // @zerobus table main.shop.orders
        message Order { optional common.Money total = 1; optional common.Money.Note note = 2; }`,
      "shop/common/money.proto": `
        syntax = "proto2"; package shop.common;
        message Money { optional int64 units = 1; message Note { optional string text = 1; } }`,
    };
    const inModule = Object.fromEntries(Object.entries(files).map(([name, text]) => [`proto/${name}`, text]));
    const withModule = await folder({ "buf.yaml": "version: v2\nmodules:\n  - path: proto\n", ...inModule });
    for (const path of [await folder(files), withModule, join(withModule, "proto")]) {
      const result = await readProtoFiles(path);
      expect(result.problems).toEqual([]);
      expect(columns(result)).toEqual(["1 total STRUCT<units: BIGINT>", "2 note STRUCT<text: STRING>"]);
    }
  });

  test("takes a folder or one file of it", async () => {
    const text = 'syntax = "proto2";\n// @zerobus table a.b.c\nmessage A { optional int32 x = 1; }';
    const path = await folder({
      "a.proto": text,
      "b.proto": text.replace("a.b.c", "a.b.d").replace("message A", "message B"),
    });
    expect(names(await readProtoFiles(join(path, "a.proto")))).toEqual(["a.b.c"]);
    expect(names(await readProtoFiles(path))).toEqual(["a.b.c", "a.b.d"]);
  });

  test("keeps the first of two messages that are one table", async () => {
    const path = await folder({
      "a.proto": 'syntax = "proto2"; package a; message Order { optional int32 x = 1; }',
      "b.proto": 'syntax = "proto2"; package b; message Order { optional int32 x = 1; }',
    });
    const result = await readProtoFiles(path, { namespace: { catalog: "main", schema: "shop" } });
    expect(names(result)).toEqual(["main.shop.order"]);
    expect(result.problems).toMatchObject([{ code: "DUPLICATE_TABLE", table: "main.shop.order" }]);
  });
});

describe("a part of a module", () => {
  const files = {
    "shop, eu/order.proto": `syntax = "proto2"; package shop; import "money/money.proto";
      // @zerobus table main.shop.orders
      message Order { optional money.Money total = 1; }`,
    "money/money.proto": `syntax = "proto2"; package money;
      // @zerobus table main.shop.money
      message Money { optional int64 units = 1; }`,
  };
  const below = (prefix: string) =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`${prefix}${name}`, text]));

  test("is read as the module has it", async () => {
    const v2 = await folder({ "buf.yaml": "version: v2\nmodules:\n  - path: proto\n", ...below("proto/") });
    const v1 = await folder({ "proto/buf.yaml": "version: v1\n", ...below("proto/") });
    for (const module of [v1, v2]) {
      for (const part of ["shop, eu", "shop, eu/order.proto"]) {
        expect(names(await readProtoFiles(join(module, "proto", part)))).toEqual(["main.shop.orders"]);
      }
    }
  });

  test("without a module says which folder to name", async () => {
    const path = join(await folder(files), "shop, eu");
    await expect(readProtoFiles(path)).rejects.toMatchObject({
      message: expect.stringContaining("imported file does not exist"),
      hint: expect.stringContaining("name the folder that they begin at"),
    });
  });
});

describe("readProtoFiles throws a SourceError", () => {
  test("in the words of the compiler for what does not compile", async () => {
    const path = await folder({ "a.proto": 'syntax = "proto3";\nmessage X { int32 a = 1 }' });
    await expect(readProtoFiles(path)).rejects.toThrow(SourceError);
    await expect(readProtoFiles(path)).rejects.toThrow(/does not compile:\na\.proto:2:/);
  });

  test("for a folder that does not exist", async () => {
    await expect(readProtoFiles(join(root, "missing"))).rejects.toThrow("does not exist");
  });

  test("for a folder without .proto files", async () => {
    await expect(readProtoFiles(await folder({ "a.txt": "" }))).rejects.toThrow("no .proto files");
  });

  test("with the command to run where buf is not installed", async () => {
    const path = await folder({ "a.proto": 'syntax = "proto3";' });
    vi.resetModules();
    vi.doMock("node:module", () => ({
      createRequire: () => ({
        resolve: () => {
          throw new Error("Cannot find module");
        },
      }),
    }));
    const proto = await import("./proto-files.js");
    await expect(proto.readProtoFiles(path)).rejects.toMatchObject({ hint: "npm i -D @bufbuild/buf" });
    vi.doUnmock("node:module");
  });
});
