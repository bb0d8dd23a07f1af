import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SourceError } from "../source-error.js";
import { readJsonFile } from "./json-file.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zerobus-json-file-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(content: unknown, name = "tables.json"): Promise<string> {
  const path = join(folder, name);
  const isAsItIs = typeof content === "string" || Buffer.isBuffer(content);
  await writeFile(path, isAsItIs ? content : JSON.stringify(content));
  return path;
}

function info(name: string): object {
  return {
    full_name: `main.shop.${name}`,
    columns: [{ name: "id", type_json: '"long"', position: 0, nullable: false }],
  };
}

describe("readJsonFile", () => {
  test("reads a table", async () => {
    const { tables, problems } = await readJsonFile(await write(info("orders")));
    expect(tables.map(({ name }) => name.table)).toEqual(["orders"]);
    expect(problems).toEqual([]);
  });

  test("reads a list, and refuses its parts one by one", async () => {
    const path = await write({
      tables: [info("a"), null, info("b"), { ...info("c"), columns: [] }, info("A")],
    });
    const { tables, problems } = await readJsonFile(path);
    expect(tables.map(({ name }) => name.table)).toEqual(["a", "b", "c"]);
    expect(problems.map(({ table, code }) => `${table} ${code}`)).toEqual([
      `${path}: tables[1] MALFORMED`,
      "main.shop.A DUPLICATE_TABLE",
    ]);
  });

  test.each(["", "not json", '{"a":', "null", "[]", '"text"', "{}", '{"tables":5}'])(
    "names the file when it holds %j",
    async (content) => {
      const path = await write(content);
      const { tables, problems } = await readJsonFile(path);
      expect(tables).toEqual([]);
      expect(problems.length).toBeGreaterThan(0);
      expect(problems.every(({ table }) => table === path)).toBe(true);
    },
  );

  test.each(["missing.json", "."])("throws a SourceError that names %s", async (name) => {
    const path = join(folder, name);
    await expect(readJsonFile(path)).rejects.toThrow(SourceError);
    await expect(readJsonFile(path)).rejects.toThrow(path);
  });

  test("does not read what is not a file", async () => {
    await expect(readJsonFile(folder)).rejects.toThrow("is not a file");
  });
});

const struct = { type: "struct", fields: [{ name: "id", type: "long", nullable: false, metadata: {} }] };
const metaData = {
  id: "1",
  schemaString: JSON.stringify(struct),
  partitionColumns: ["id"],
  configuration: {},
};

describe("readJsonFile takes what people save", () => {
  test.each<[string, string, unknown]>([
    ["a StructType", "main.shop.orders.json", struct],
    ["a StructType as the text that df.schema.json() gives", "main.shop.orders.json", JSON.stringify(struct)],
    ["that text once more as JSON", "main.shop.orders.json", JSON.stringify(JSON.stringify(struct))],
    ["a metaData action", "main.shop.orders.json", { metaData }],
    [
      "a commit of a Delta log",
      "main.shop.orders.json",
      `{"commitInfo":{}}\n${JSON.stringify({ metaData })}\r\n\n{"add":{}}\n`,
    ],
    ["a list by itself", "tables.json", [info("orders")]],
    ["a table behind a byte order mark", "tables.json", `\uFEFF${JSON.stringify(info("orders"))}`],
  ])("%s", async (_, name, content) => {
    const { tables, problems } = await readJsonFile(await write(content, name));
    expect(problems).toEqual([]);
    expect(tables).toMatchObject([
      {
        name: { catalog: "main", schema: "shop", table: "orders" },
        columns: [{ name: "id", number: 1, type: { kind: "bigint" }, nullable: false }],
      },
    ]);
  });

  test("and names what has no name by its file", async () => {
    const namespace = { catalog: "dev", schema: "shop" };
    const named = await readJsonFile(await write(struct, "orders.json"), { namespace });
    expect(named.tables).toMatchObject([{ name: { ...namespace, table: "orders" } }]);
    const unnamed = await readJsonFile(await write(struct, "shop.orders.json"), { namespace });
    expect(unnamed.problems).toMatchObject([
      { code: "TABLE_UNNAMED", hint: expect.stringMatching(/catalog\.schema\.table\.json.*--namespace/) },
    ]);
  });

  test("and names a commit in a log by the folder of the table", async () => {
    const log = join(folder, "main.shop.orders", "_delta_log");
    await mkdir(log, { recursive: true });
    await writeFile(join(log, "00000000000000000000.json"), JSON.stringify({ metaData }));
    const { tables } = await readJsonFile(join(log, "00000000000000000000.json"));
    expect(tables).toMatchObject([{ name: { schema: "shop", table: "orders" } }]);
  });

  test("and says that a list goes on, or is empty", async () => {
    const more = await readJsonFile(await write({ tables: [info("a")], next_page_token: "x" }));
    expect(more.problems).toMatchObject([
      { severity: "warning", message: expect.stringContaining("goes on") },
    ]);
    expect((await readJsonFile(await write({ tables: [] }))).problems).toMatchObject([{ severity: "error" }]);
  });

  test("but not a commit that does not say what the table is", async () => {
    const { problems } = await readJsonFile(await write('{"add":{}}\n{"commitInfo":{}}\n', "a.b.c.json"));
    expect(problems).toMatchObject([{ hint: expect.stringContaining("the folder that holds _delta_log") }]);
  });
});

describe("readJsonFile refuses", () => {
  test("keys that stand twice, however they are spelt, with their lines", async () => {
    const text = `{"full_name": "a.b.c",\n "columns": [{"name": "x",\n "n\\u0061me": "y:{\\"name\\":1}"}],\n"full_name": 1,\n"properties":{"name":1}, "__proto__": {}, "__proto__": {}}`;
    const { tables, problems } = await readJsonFile(await write(text));
    expect(tables).toEqual([]);
    expect(problems.map(({ message }) => message)).toEqual([
      "line 3: the key name stands twice in one object",
      "line 4: the key full_name stands twice in one object",
      "line 5: the key __proto__ stands twice in one object",
    ]);
  });

  test.each([
    ["UTF-16", Buffer.from("\uFEFF{}", "utf16le"), "is UTF-16"],
    ["UTF-16 the other way round", Buffer.from("\uFEFF{}", "utf16le").swap16(), "is UTF-16"],
    ["Latin-1", Buffer.from('{"comment":"\xe9"}', "latin1"), "is not UTF-8"],
  ])("%s", async (_, content, message) => {
    const path = await write(content);
    await expect(readJsonFile(path)).rejects.toMatchObject({
      message: `${path} ${message}`,
      hint: expect.stringContaining("save it as UTF-8"),
    });
  });
});
