import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatTableName } from "@zerobus-gen/schema";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ReadOptions, readSources } from "./read-sources.js";
import { SourceError } from "./source-error.js";

let folder = "";
const fields = [{ name: "id", type: "long", nullable: false, metadata: {} }];
const struct = JSON.stringify({ type: "struct", fields });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zerobus-sources-"));
  await mkdir(join(folder, "proto"));
  await writeFile(
    join(folder, "proto", "a.proto"),
    'syntax = "proto2";\n// @zerobus table a.b.proto\nmessage A { optional int32 x = 1; }',
  );
  await mkdir(join(folder, "a.b.delta", "_delta_log"), { recursive: true });
  await writeFile(
    join(folder, "a.b.delta", "_delta_log", "00000000000000000000.json"),
    `{"protocol":{}}\n${JSON.stringify({ metaData: { schemaString: struct } })}`,
  );
  await writeFile(join(folder, "a.b.json.json"), struct);
  await writeFile(join(folder, "again.json"), JSON.stringify([{ full_name: "A.b.JSON", columns: [] }]));
});
afterAll(() => rm(folder, { recursive: true }));

function options(rest: Partial<ReadOptions> = {}): ReadOptions {
  return { catalog: () => expect.fail("no catalog is asked"), ...rest };
}

describe("readSources", () => {
  test("tells sources apart, in their order, and tells of each", async () => {
    const sources = ["a.b.json.json", "proto", "a.b.delta"].map((name) => join(folder, name));
    const told: string[] = [];
    const read = await readSources(
      [...sources, sources[0] ?? ""],
      options({
        onProgress: (done, total, name) => told.push(`${done}/${total} ${name.slice(folder.length + 1)}`),
      }),
    );
    expect(read.problems).toEqual([]);
    expect(read.tables.map(({ name }) => formatTableName(name))).toEqual([
      "a.b.json",
      "a.b.proto",
      "a.b.delta",
    ]);
    expect(told).toEqual(["1/3 a.b.json.json", "2/3 proto", "3/3 a.b.delta"]);
  });

  test("goes on behind a source that cannot be read, and reports all of them", async () => {
    const catalog = (): never => {
      throw new SourceError("no credentials", "get some");
    };
    const sources = [
      "nosuch.json",
      "nosuch/",
      "main.shop.*",
      "main.sales",
      "a.b.c",
      join(folder, "a.b.json.json"),
      "nosuch.binpb",
    ];
    const { tables, problems } = await readSources(sources, options({ catalog }));
    expect(tables).toHaveLength(1);
    expect(problems.every(({ severity }) => severity === "error")).toBe(true);
    expect(problems.map(({ table, hint }) => [table, hint])).toEqual([
      ["nosuch.json", "name a .json file with a table in it"],
      ["nosuch/", expect.stringContaining("name a folder of .proto or .json files")],
      ["main.shop.*, a.b.c", "get some"],
      ["main.sales", "for all tables of a schema write main.sales.*"],
      ["nosuch.binpb", "name a FileDescriptorSet"],
    ]);
  });

  test.each([
    ["orders", "catalog.schema.table"],
    ["main.*", "for all tables of a catalog write main.*.*"],
    ["*", "a pattern has three parts"],
    ["main.sales.ord?rs", "a pattern has three parts"],
    ["a.b.c.*", "a pattern has three parts"],
    ["", "name a folder"],
  ])("explains that %j is no source", async (source, hint) => {
    const { problems } = await readSources([source], options());
    expect(problems).toMatchObject([{ hint: expect.stringContaining(hint) }]);
  });

  test("names both sources of a table that was read twice", async () => {
    const sources = ["a.b.json.json", "again.json"].map((name) => join(folder, name));
    const { tables, problems } = await readSources(sources, options());
    expect(tables.map(({ name }) => name.table)).toEqual(["json"]);
    expect(problems).toMatchObject([
      { code: "DUPLICATE_TABLE", message: `the table was read twice: from ${sources.join(", and from ")}` },
    ]);
  });

  test("is stopped by its signal", async () => {
    const reading = readSources([join(folder, "proto")], options({ signal: AbortSignal.abort() }));
    await expect(reading).rejects.toThrow("reading was stopped");
  });
});
