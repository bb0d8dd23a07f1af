import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readJsonFile } from "./json-file.js";
import { SourceError } from "./source-error.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zerobus-json-file-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(content: unknown): Promise<string> {
  const path = join(folder, "tables.json");
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
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
