import { describe, expect, it } from "vitest";
import type { TableSchema } from "zerobus-gen";
import { emitFiles, loadTables } from "./support/emit-modules.js";
import { compile } from "./support/typescript.js";

/** Each would end its comment, run, or silence the compiler if it were let through as it is. */
const COMMENTS: readonly string[] = [
  "*/ globalThis.hacked = true; /*",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a template literal is what it tries to be
  "`${(globalThis.hacked = true)}`",
  "first line\nglobalThis.hacked = true;",
  "line\u2028globalThis.hacked = true;",
  "line\rglobalThis.hacked = true;",
  "@ts-ignore",
  "* @ts-ignore",
  "// @ts-nocheck",
  "</script><script>globalThis.hacked = true</script>",
  "\\",
  "*\\/ globalThis.hacked = true; /*",
  "**/",
  "half a pair \ud800 of surrogates",
  "\u202e reversed \u0000 nothing",
  "$& $1 $` replacement patterns",
  "biome-ignore-all lint: no\neslint-enable",
];

/** Names that mean something to JavaScript, TypeScript or protobuf. */
const NAMES: readonly string[] = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "class",
  "await",
  "eval",
  "arguments",
  "undefined",
  "NaN",
  "row",
  "w",
  "value",
  "index",
  "key",
  "element",
  "Placeholder",
  "string",
  "__defineGetter__",
];

function table(name: string, columns: TableSchema["columns"], comment?: string): TableSchema {
  return {
    name: { catalog: "main", schema: "evil", table: name },
    columns,
    ...(comment === undefined ? {} : { comment }),
  };
}

const HOSTILE_COMMENTS = table(
  "comments",
  COMMENTS.map((comment, at) => ({
    name: `c${at}`,
    number: at + 1,
    type: { kind: "string" },
    nullable: true,
    comment,
  })),
  COMMENTS.join(" "),
);

const HOSTILE_NAMES = table("names", [
  ...NAMES.map(
    (name, at) => ({ name, number: at + 1, type: { kind: "string" }, nullable: at % 2 === 0 }) as const,
  ),
  {
    name: "nested",
    number: 100,
    nullable: false,
    type: {
      kind: "struct",
      fields: NAMES.map((name, at) => ({
        name,
        number: at + 1,
        type: { kind: "int" },
        nullable: at % 2 === 1,
      })),
    },
  },
]);

/** As many columns as a table may have, each of them a branch. */
const WIDE = table(
  "wide",
  Array.from({ length: 2000 }, (_, at) => ({
    name: `c${at}`,
    number: at + 1,
    type: { kind: "int" },
    nullable: true,
  })),
);

/** Tables whose names are those of what a generated module uses. */
const TABLE_NAMES = [
  "table",
  "Row_Writer",
  "define_table",
  "index",
  "tables",
  "con",
  "placeholder",
  "map",
  "own",
  "record",
];

describe("a hostile catalog", () => {
  it("yields code that compiles", () => {
    const tables = [
      HOSTILE_COMMENTS,
      HOSTILE_NAMES,
      WIDE,
      ...TABLE_NAMES.map((name) => table(name, HOSTILE_NAMES.columns)),
    ];
    const files = Object.entries(emitFiles(tables)).map(([path, text]) => [`test/generated/${path}`, text]);
    expect(files).toHaveLength(tables.length + 1);
    expect(compile(Object.fromEntries(files))).toEqual(new Map());
  }, 60_000);

  it("yields code that does nothing else", async () => {
    const tables = await loadTables([HOSTILE_COMMENTS, HOSTILE_NAMES]);
    expect([...tables.keys()]).toEqual(["comments", "names"]);
    expect(globalThis).not.toHaveProperty("hacked");
  });

  it("cannot reach the code around a comment", () => {
    const text = emitFiles([HOSTILE_COMMENTS])["comments.ts"] ?? "";
    const code = text.replace(/\/\*[\s\S]*?\*\//g, "");
    expect(code).not.toMatch(/hacked|<script|reversed/);
    expect(text).not.toMatch(/[^\\]@ts-/);
    for (const char of ["\u0000", "\u2028", "\u202e"]) expect(text.includes(char)).toBe(false);
  });

  it("cannot smuggle a value in through a name that every object has", async () => {
    const names = (await loadTables([HOSTILE_NAMES])).get("names");
    const written: string[] = [];
    const note = (_field: number, key: string, value: unknown): void =>
      void written.push(`${key}=${String(value)}`);
    const writer = new Proxy({}, { get: () => note });
    names?.write(
      Object(writer),
      Object.fromEntries([
        ["__proto__", "own"],
        ["nested", {}],
      ]),
    );
    expect(written).toContain("__proto__=own");
    expect(written.filter((line) => line.startsWith("constructor"))).toEqual(["constructor=undefined"]);
    expect(written.filter((line) => line.startsWith("toString"))).toEqual(["toString=undefined"]);
  });
});
