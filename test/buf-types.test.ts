import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { PROTOC_GEN_ZEROBUS } from "./support/command.js";
import { temporaryFolder } from "./support/temporary-folder.js";
import { compile } from "./support/typescript.js";

const path = (relative: string): string => fileURLToPath(new URL(`../${relative}`, import.meta.url));

const PROTO = `syntax = "proto3"; package shop.v1;
// @zerobus table main.shop.fits
message Fit {
  optional int64 order_id = 1; int64 placed = 2; optional bool open = 3; optional double weight = 4;
  optional bytes raw = 5; repeated Part parts = 6; map<string, Part> by_name = 7; optional Part part = 8;
  repeated int64 ids_2_keep = 9;
  // @zerobus type TIMESTAMP
  optional int64 placed_at = 10;
  // @zerobus type DECIMAL(18,2)
  optional string total = 11;
}
message Part { optional string sku = 1; map<string, int32> sizes = 2; repeated Part.Maker makers = 3;
  message Maker { optional string name = 1; } }
// @zerobus table main.shop.int_keys
message IntKeys { map<int64, string> names = 1; }
// @zerobus table main.shop.days
message Day {
  // @zerobus type DATE
  optional int32 day = 1;
}
// @zerobus table main.shop.texts
message Text { optional int64 id = 1 [jstype = JS_STRING]; }`;

const PROGRAM = `import type { Day, Fit, IntKeys, Text } from "./es/shop_pb.js";
import type { DaysRow, FitsRow, IntKeysRow, TextsRow } from "./tables/index.js";
export const fits: (message: Fit) => FitsRow = (message) => message;
// @ts-expect-error the keys of an object are text
export const keys: (message: IntKeys) => IntKeysRow = (message) => message;
// @ts-expect-error a number is no date
export const days: (message: Day) => DaysRow = (message) => message;
// @ts-expect-error text is no BIGINT
export const texts: (message: Text) => TextsRow = (message) => message;
`;

it("the compiler takes a message of protobuf-es for a row, but for what docs/buf.md names", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "shop.proto"), PROTO);
  const zerobus = [process.execPath, PROTOC_GEN_ZEROBUS];
  const plugins = [
    { local: path("node_modules/.bin/protoc-gen-es"), out: "es", opt: ["target=ts", "import_extension=js"] },
    { local: zerobus, out: "tables", opt: ["target=ts", "naming=camel", "bigint=bigint"], strategy: "all" },
  ];
  writeFileSync(join(folder, "buf.gen.yaml"), JSON.stringify({ version: "v2", plugins }));
  await promisify(execFile)(path("node_modules/.bin/buf"), ["generate"], { cwd: folder });
  const generated = ["es", "tables"].flatMap((part) =>
    readdirSync(join(folder, part)).map((name) => [
      `test/generated/${part}/${name}`,
      readFileSync(join(folder, part, name), "utf8"),
    ]),
  );
  expect(generated).toHaveLength(6);
  const sources = { ...Object.fromEntries(generated), "test/generated/program.ts": PROGRAM };
  expect(compile(sources)).toEqual(new Map());
}, 60_000);
