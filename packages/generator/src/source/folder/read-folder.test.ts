import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { formatTableName } from "@zerobus-gen/schema";
import { afterAll, describe, expect, test } from "vitest";
import { readSources } from "../read-sources.js";

const root = mkdtempSync(join(tmpdir(), "zerobus-folder-"));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;
/** A new folder with these files in it: tables, or their text. */
function folder(files: Readonly<Record<string, unknown>>): string {
  const path = join(root, `f${folders++}`);
  mkdirSync(path);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    const isAsItIs = typeof content === "string" || Buffer.isBuffer(content);
    writeFileSync(join(path, name), isAsItIs ? content : JSON.stringify(content));
  }
  return path;
}

function info(name: string): object {
  return { full_name: name, columns: [{ name: "id", type_json: '"long"', position: 0, nullable: false }] };
}

const proto = (name: string): string =>
  `syntax = "proto2";\n// @zerobus table ${name}\nmessage ${name.replaceAll(".", "_")} { optional int32 x = 1; }`;

async function read(
  path: string,
  ...others: readonly string[]
): Promise<{ readonly tables: readonly string[]; readonly problems: readonly string[] }> {
  const { tables, problems } = await readSources([path, ...others], {
    catalog: () => expect.fail("no catalog is asked"),
  });
  return {
    tables: tables.map(({ name }) => formatTableName(name)),
    problems: problems.map(
      ({ severity, code, table, message }) =>
        `${severity} ${code} ${relative(path, table) || "."}: ${message}`,
    ),
  };
}

describe("a folder", () => {
  test("of table JSON gives its tables, those of folders below too, in the order of their paths", async () => {
    const path = folder({
      "b.json": info("a.b.second"),
      "a.JSON": { tables: [info("a.b.first"), info("a.b.one")] },
      "below/a.b.struct.json": {
        type: "struct",
        fields: [{ name: "x", type: "long", nullable: true, metadata: {} }],
      },
    });
    expect(await read(path)).toEqual({
      tables: ["a.b.first", "a.b.one", "a.b.second", "a.b.struct"],
      problems: [],
    });
  });

  test("of both kinds gives the tables of both, and says what was taken as what", async () => {
    const path = folder({ "x.proto": proto("a.b.x"), "y.json": info("a.b.y"), "package.json": {} });
    expect(await read(path)).toEqual({
      tables: ["a.b.x", "a.b.y"],
      problems: [
        "warning MIXED_FOLDER .: tables were read from 1 .proto file and 1 .json file; left out: package.json is no table",
      ],
    });
  });

  test("of .proto files is read as it is whatever JSON of tools lies beside them", async () => {
    const path = folder({
      "x.proto": proto("a.b.x"),
      "package.json": { name: "x" },
      "x.binpb": "",
      "l.json": [],
    });
    expect(await read(path)).toEqual({ tables: ["a.b.x"], problems: [] });
    writeFileSync(join(path, "tsconfig.json"), "{ // not JSON");
    expect((await read(path)).problems).toEqual([
      "warning MIXED_FOLDER .: tables were read from 1 .proto file; left out: tsconfig.json is not to be read",
    ]);
  });

  test("with tables and other things says what it leaves out, the first few by name", async () => {
    const others = Object.fromEntries(["b", "c", "d", "e", "f", "g"].map((name) => [`${name}.json`, [1]]));
    const path = folder({
      "a.json": info("a.b.a"),
      ...others,
      "bb.json": { lockVersion: 1 },
      "delta/_delta_log/0.json": "",
      "delta/data.json": info("a.b.data"),
      "x.desc": "",
      "notes.txt": "",
    });
    expect(await read(path)).toEqual({
      tables: ["a.b.a"],
      problems: [
        expect.stringMatching(
          /^warning .*; left out: b\.json is no table, bb\.json is a lock, c\..* 2 more, 1 Delta table \(delta\), 1 compiled file \(x\.desc\)$/,
        ),
      ],
    });
  });

  test("does not read a file or a folder once more that is a source by itself", async () => {
    const path = folder({ "a.json": info("a.b.a"), "b.json": info("a.b.b"), "below/c.json": info("a.b.c") });
    const all = await read(path, join(path, "b.json"), join(path, "below"));
    expect(all).toEqual({ tables: ["a.b.a", "a.b.b", "a.b.c"], problems: [] });
    rmSync(join(path, "a.json"));
    expect((await read(path, join(path, "b.json"), join(path, "below"))).problems).toEqual([]);
  });
});

describe("a folder without tables", () => {
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["is empty", {}, "nothing"],
    ["has others", { "a.txt": "", "b.csv": "" }, "2 other files"],
    [
      "has only what is hidden",
      { ".a.json": info("a.b.a"), "node_modules/b.json": info("a.b.b") },
      "nothing",
    ],
    [
      "has other JSON",
      { "a.json": [], "b.json": { lockVersion: 1 } },
      "2 .json files (a.json is an empty list, b.json is a lock)",
    ],
    [
      "has rows",
      { "a.json": [{ id: 1 }], "b.json": '"text"' },
      "2 .json files (a.json is no table, b.json is no table)",
    ],
    ["has Delta tables", { "x/_delta_log/0.json": "", "y/_delta_log/0.json": "" }, "2 Delta tables (x, y)"],
    ["has a compiled file", { "a.binpb": "" }, "1 compiled file (a.binpb)"],
  ])("%s, and says so", async (_, files, there) => {
    const message = `no .proto files, and no table in JSON; found ${there}`;
    expect(await read(folder(files))).toEqual({ tables: [], problems: [`error NO_TABLE .: ${message}`] });
  });
});

describe("a hostile folder", () => {
  test("has every broken file told, and the others read", async () => {
    const path = folder({
      "a.json": "{",
      "b.json": info("a.b.b"),
      "c.json": Buffer.from("\uFEFF{}", "utf16le"),
      "d.json": { error_code: "TABLE_DOES_NOT_EXIST", message: "no" },
      "x.proto": "syntax = ",
    });
    const { tables, problems } = await read(path);
    expect(tables).toEqual(["a.b.b"]);
    expect(problems.filter((line) => line.startsWith("error")).map((line) => line.split(":")[0])).toEqual([
      "error NO_TABLE .",
      "error MALFORMED a.json",
      "error NO_TABLE c.json",
      "error MALFORMED d.json",
      "error TABLE_NAME d.json",
    ]);
  });

  test("with one table in two files names both", async () => {
    const path = folder({ "a.json": info("a.b.c"), "b.json": info("A.B.C") });
    const { tables, problems } = await read(path);
    expect(tables).toEqual(["a.b.c"]);
    expect(problems).toMatchObject([expect.stringContaining(`from ${path}/a.json, and from ${path}/b.json`)]);
  });

  test("with links in circles comes to an end, and reads what several paths lead to once", async () => {
    const path = folder({ "a.json": info("a.b.a"), "below/b.json": info("a.b.b") });
    symlinkSync(path, join(path, "below", "up"));
    symlinkSync("self.json", join(path, "self.json"));
    symlinkSync("nowhere", join(path, "none.json"));
    symlinkSync("a.json", join(path, "z.json"));
    symlinkSync("below", join(path, "other"));
    symlinkSync("/dev/zero", join(path, "zero.json"));
    expect(await read(path)).toEqual({ tables: ["a.b.a", "a.b.b"], problems: [] });
    expect((await read(join(path, "self.json"))).problems).toEqual([expect.stringContaining("ELOOP")]);
  });

  test("cannot write to the terminal with the names of its files", async () => {
    const evil = "\u001b[2J\u202e.json";
    const { problems } = await readSources([folder({ [evil]: "{", "b.json": info("a.b.b") })], {
      catalog: () => expect.fail("no catalog is asked"),
    });
    expect(problems).toMatchObject([{ table: expect.stringContaining("\\u{1b}[2J\\u{202e}.json") }]);
    const { problems: alone } = await readSources([folder({ [evil]: [] })], {
      catalog: () => expect.fail("no catalog is asked"),
    });
    expect(JSON.stringify(alone)).not.toMatch(/\\u001b|\u202e/);
  });
});
