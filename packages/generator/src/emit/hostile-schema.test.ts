import {
  type ColumnType,
  checkTable,
  elementPath,
  entryPath,
  type Field,
  fieldPath,
} from "@zerobus-gen/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../../../test/support/typescript.js";
import { emitContext } from "../emit-context.js";
import { emit } from "./emit.js";
import type { TableToEmit } from "./table-to-emit.js";

/** Names that mean something to JavaScript, TypeScript, protobuf, or generated code; forms of one name. */
const NAMES = [
  ..."__proto__ constructor to_string value_of class await eval arguments undefined row w value index key".split(
    " ",
  ),
  ..."element string order_id orderId OrderID ORDER_ID _1 _ __ a_b aB AB Payload payload Row items Items".split(
    " ",
  ),
  ..."has own define_table columns Record ReadonlyMap Table tables hasOwnProperty prototype delete".split(
    " ",
  ),
];

/** Types that a user may import, some of them called as what generated code has already. */
const TYPES = ["Payload", "Record", "Table", "BigintInput", "RowWriter", "HasRow", "writeHasRow", "Items"];
const TYPES_MODULE = TYPES.map(
  (name) => `export interface ${name} { readonly a: number; readonly b?: string }`,
);

/** What would end a comment or a text, run, address a tool, or show something else. */
const FRAGMENTS = [
  "*/ globalThis.hacked = 1; /*",
  "`",
  "$" + "{globalThis.hacked}",
  "\nhacked();\n",
  "\r\u2028hacked();\u2029",
  "@ts-ignore",
  "\n@ts-nocheck",
  "//# sourceMappingURL=hacked",
  "\nbiome-ignore lint: hacked",
  "<img src=hacked>",
  "![hacked](https://hacked.example)",
  "\ud800",
  "\udc00",
  "\u202e\u0000\u0007",
  "{@link hacked}",
  "\\",
  "*",
  "/",
  '"',
  "'",
  "x".repeat(10_000),
  "plain words ",
];

const comment = fc.array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ unit: "binary" })), {
  maxLength: 6,
});
const name = fc.oneof(fc.constantFrom(...NAMES), fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/));
const scalar: fc.Arbitrary<ColumnType> = fc.constantFrom<ColumnType[]>(
  { kind: "boolean" },
  { kind: "bigint" },
  { kind: "binary" },
  { kind: "date" },
  { kind: "timestamp_ntz" },
  { kind: "variant" },
  { kind: "char", length: 3 },
  { kind: "varchar", length: 65_535 },
  { kind: "decimal", precision: 38, scale: 0 },
  { kind: "string", collation: "*/ hacked(); /*\n`" },
);

const type: fc.Memo<ColumnType> = fc.memo((depth) => {
  if (depth <= 1) return scalar;
  const struct = fields(type(depth - 1)).map((members): ColumnType => ({ kind: "struct", fields: members }));
  const inside = fc.oneof(scalar, struct);
  return fc.oneof(
    { weight: 2, arbitrary: scalar },
    struct,
    inside.map((element): ColumnType => ({ kind: "array", element, elementNullable: false })),
    inside.map(
      (value): ColumnType => ({ kind: "map", key: { kind: "bigint" }, value, valueNullable: false }),
    ),
  );
});

function fields(of: fc.Arbitrary<ColumnType>): fc.Arbitrary<readonly Field[]> {
  const computed = fc.constantFrom(undefined, "default", "generated", "identity");
  const field = fc.record({ name, type: of, nullable: fc.boolean(), comment, computed });
  return fc
    .uniqueArray(field, { minLength: 1, maxLength: 8, selector: (each) => each.name.toLowerCase() })
    .map((members) =>
      members.map(({ computed: how, comment: words, ...member }, at) => ({
        ...member,
        number: at + 1,
        comment: words.join(""),
        ...(how !== undefined && { computed: how }),
      })),
    );
}

/** The paths of the VARIANTs among some columns. */
function variantPaths(columns: readonly Field[], parent: string): readonly string[] {
  const pathsOf = (of: ColumnType, path: string): readonly string[] => {
    if (of.kind === "variant") return [path];
    if (of.kind === "struct") return variantPaths(of.fields, path);
    if (of.kind === "array") return pathsOf(of.element, elementPath(path));
    return of.kind === "map" ? pathsOf(of.value, entryPath(path, "value")) : [];
  };
  return columns.flatMap((each) => pathsOf(each.type, fieldPath(parent, each.name)));
}

const hostileTable: fc.Arbitrary<TableToEmit> = fc
  .record({
    table: name,
    columns: fields(type(4)),
    comment,
    naming: fc.constantFrom("preserve", "camel"),
    bigint: fc.constantFrom("bigint", "bigint | number"),
    types: fc.infiniteStream(fc.option(fc.constantFrom(...TYPES), { nil: undefined })),
  })
  .map(({ table, columns, comment: words, naming, bigint, types }) => {
    const variants = variantPaths(columns, "").flatMap((path) => {
      const { value } = types.next();
      return value === undefined ? [] : [[path, { type: value, from: "./types.js" }] as const];
    });
    return {
      schema: { name: { catalog: "c", schema: "s", table }, columns, comment: words.join("") },
      settings: { naming, bigint, variants: Object.fromEntries(variants) },
    };
  });

describe("a hostile schema", () => {
  it("gives code that compiles under the strictest flags, and says nothing of its own", () => {
    fc.assert(
      fc.property(fc.array(hostileTable, { minLength: 40, maxLength: 40 }), (tables) => {
        const apart = tables.map(({ schema, settings }, at) => ({
          schema: { ...schema, name: { ...schema.name, catalog: `c${at}` } },
          settings,
        }));
        const files = emit(apart, emitContext());
        for (const { text } of files) {
          expect(text.isWellFormed()).toBe(true);
          expect(text.replace(/\/\*[\s\S]*?\*\//g, "")).not.toMatch(
            /hacked|@ts-|sourceMapping|[\r\u2028\u202e]/,
          );
          expect(text).not.toMatch(/[\s*/{]@ts-|\/\/# s|\n *\* biome-ignore|[^\\]<img|\]\(/);
        }
        const sources = files.map(({ path, text }) => [`test/generated/hostile/${path}`, text]);
        const types = ["test/generated/hostile/types.ts", TYPES_MODULE.join("\n")];
        expect(compile(Object.fromEntries([...sources, types]))).toEqual(new Map());
      }),
      // A smaller counterexample would take a compiler run for each step.
      { numRuns: 2, endOnFailure: true },
    );
  }, 120_000);

  it("is refused as a whole where a name is none", () => {
    const evil = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("a b", "a-b", "1a", "a.b", "列", "x: any; y"),
    );
    const column = { number: 1, type: { kind: "int" }, nullable: true } as const;
    fc.assert(
      fc.property(evil, (words) => {
        const named = {
          name: { catalog: "c", schema: "s", table: "t" },
          columns: [{ ...column, name: words }],
        };
        const called = {
          name: { catalog: "c", schema: "s", table: words },
          columns: [{ ...column, name: "a" }],
        };
        for (const schema of [named, called]) {
          let wrong = 0;
          checkTable(schema, () => wrong++);
          const emitted = (): unknown => emit([{ schema, settings: {} }], emitContext());
          if (wrong > 0) expect(emitted).toThrow(TypeError);
          else expect(emitted()).toHaveLength(2);
        }
      }),
    );
  });
});
