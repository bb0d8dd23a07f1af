import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { type FileDescriptorSet, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { formatTableName, type SchemaRead } from "@zerobus-gen/schema";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSources } from "../read-sources.js";

const buf = join(dirname(createRequire(import.meta.url).resolve("@bufbuild/buf/package.json")), "bin/buf");
let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "zerobus-descriptors-"));
});
afterAll(() => rmSync(root, { recursive: true }));

/** What buf compiles a file to, whatever else there is to import. */
function compile(text: string, files: Readonly<Record<string, string>> = {}): FileDescriptorSet {
  const folder = mkdtempSync(join(root, "proto-"));
  for (const [name, content] of Object.entries({ ...files, "a.proto": text })) {
    writeFileSync(join(folder, name), content);
  }
  const out = execFileSync(process.execPath, [buf, "build", ".", "--path", "a.proto", "-o", "-"], {
    cwd: folder,
  });
  return fromBinary(FileDescriptorSetSchema, out);
}

function read(content: FileDescriptorSet | Uint8Array | string, name = "tables.binpb"): Promise<SchemaRead> {
  const isBytes = typeof content === "string" || content instanceof Uint8Array;
  writeFileSync(join(root, name), isBytes ? content : toBinary(FileDescriptorSetSchema, content));
  return readSources([join(root, name)], {
    catalog: () => expect.fail(),
    namespace: { catalog: "main", schema: "shop" },
  });
}

const columns = (read: SchemaRead) =>
  read.tables.map(({ name, columns }) => [
    formatTableName(name),
    ...columns.map((column) => `${column.name} ${column.type.kind}${column.nullable ? "" : " NOT NULL"}`),
  ]);

const order = `syntax = "proto2"; package shop; import "money.proto"; import "google/protobuf/timestamp.proto";
  // @zerobus table main.sales.orders
  message Order {
    required int64 id = 1;
    optional Money total = 2; // What it costs.
  }`;
const money =
  'syntax = "proto2"; package shop; message Money { optional int64 units = 1; } message Unused { optional int32 x = 1; }';
const files = { "money.proto": money };

describe("a FileDescriptorSet", () => {
  test.each(["binpb", "pb", "desc", "bin", "descriptor"])(
    "in a file .%s is read with its comments",
    async (extension) => {
      const result = await read(compile(order, files), `tables.${extension}`);
      expect(columns(result)).toEqual([["main.sales.orders", "id bigint NOT NULL", "total struct"]]);
      expect(result.tables[0]?.columns[1]?.comment).toBe("What it costs.");
      expect(result.problems).toEqual([]);
    },
  );

  test("without comments has the names that its messages have, and imports are no tables", async () => {
    const set = compile(order, files);
    for (const file of set.file) delete file.sourceCodeInfo;
    expect(columns(await read(set))).toEqual([["main.shop.order", "id bigint NOT NULL", "total struct"]]);
    // protoc does not tell imports apart.
    for (const file of set.file) delete file.$unknown;
    expect(columns(await read(set)).map(([name]) => name)).toEqual(["main.shop.unused", "main.shop.order"]);
    writeFileSync(join(root, "x.pb"), toBinary(FileDescriptorSetSchema, set));
    const unnamed = await readSources([join(root, "x.pb")], { catalog: () => expect.fail() });
    expect(unnamed.problems[0]?.hint).toContain("--include_source_info");
  });

  test.each([
    ["2023", ""],
    ["2024", "option features.enforce_naming_style = STYLE_LEGACY;"],
  ])("of edition %s has the presence that its features say", async (edition, option) => {
    const result = await read(
      compile(`edition = "${edition}"; ${option} option features.field_presence = IMPLICIT;
        message T {
          int32 implicit = 1;
          int32 explicit = 2 [features.field_presence = EXPLICIT];
          int32 required = 3 [features.field_presence = LEGACY_REQUIRED];
        }`),
    );
    expect(columns(result)).toEqual([
      ["main.shop.t", "implicit int", "explicit int", "required int NOT NULL"],
    ]);
    expect(result.problems).toMatchObject([
      { code: "IMPLICIT_PRESENCE", message: expect.stringContaining("`optional`: implicit;") },
    ]);
  });

  test("is refused for what no table has", async () => {
    const result = await read(
      compile(`edition = "2023";
        message T { M m = 1 [features.message_encoding = DELIMITED]; E e = 2; repeated M l = 3 [features.message_encoding = DELIMITED]; T t = 4; }
        message M { int32 x = 1; } enum E { option features.enum_type = CLOSED; A = 1; }`),
    );
    expect(result.tables).toEqual([]);
    expect(result.problems.map(({ code, column }) => `${code} ${column}`)).toEqual([
      "UNSUPPORTED_TYPE m",
      "UNSUPPORTED_TYPE e",
      "UNSUPPORTED_TYPE l[]",
      "RECURSIVE_MESSAGE t",
    ]);
  });

  test("that lacks what it imports says how to compile it", async () => {
    const set = compile(order, files);
    set.file = set.file.filter(({ name }) => name === "a.proto");
    const { problems } = await read(set);
    expect(problems).toMatchObject([
      {
        message: expect.stringContaining(
          "lacks what its files import: money.proto, google/protobuf/timestamp.proto",
        ),
        hint: expect.stringContaining("--include_imports"),
      },
    ]);
  });

  test.each<[string, FileDescriptorSet | Uint8Array | string]>([
    ["nothing", ""],
    ["text", "syntax = proto2"],
    ["random bytes", Uint8Array.from({ length: 500 }, (_, i) => (i * 7919) % 251)],
    [
      "half of one",
      toBinary(
        FileDescriptorSetSchema,
        create(FileDescriptorSetSchema, { file: [{ name: "a.proto", package: "x" }] }),
      ).subarray(0, 6),
    ],
    ["a file without a name", create(FileDescriptorSetSchema, { file: [{}] })],
    [
      "a type that is not there",
      create(FileDescriptorSetSchema, {
        file: [
          {
            name: "a",
            messageType: [
              { name: "M", field: [{ name: "x", number: 1, type: 11, label: 1, typeName: ".no.Such" }] },
            ],
          },
        ],
      }),
    ],
    [
      "a file that imports itself",
      create(FileDescriptorSetSchema, { file: [{ name: "a", dependency: ["a"] }] }),
    ],
    [
      "files that import each other",
      create(FileDescriptorSetSchema, {
        file: [
          { name: "a", dependency: ["b"] },
          { name: "b", dependency: ["a"] },
        ],
      }),
    ],
  ])("is not %s", async (_, content) => {
    const { tables, problems } = await read(content);
    expect(tables).toEqual([]);
    expect(problems).toMatchObject([{ severity: "error", table: join(root, "tables.binpb") }]);
  });
});
