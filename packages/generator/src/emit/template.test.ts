import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { emitContext } from "../emit-context.js";
import { emit } from "./emit.js";
import type { TableToEmit } from "./table-to-emit.js";

const TEXT = { kind: "string" } as const;

/** The table that `templates/table.ts` is written for. */
const PLACEHOLDER: TableToEmit = {
  settings: {
    naming: "camel",
    bigint: "bigint",
    variants: { variant: { type: "Payload", from: "./payload.js" } },
  },
  schema: {
    name: { catalog: "catalog", schema: "schema", table: "placeholder" },
    columns: [
      {
        name: "required",
        number: 1,
        type: TEXT,
        nullable: false,
        comment: "What a comment in the catalog says.",
      },
      { name: "nullable", number: 2, type: TEXT, nullable: true },
      {
        name: "struct",
        number: 3,
        type: { kind: "struct", fields: [{ name: "member", number: 1, type: TEXT, nullable: false }] },
        nullable: false,
      },
      {
        name: "list",
        number: 4,
        type: { kind: "array", element: TEXT, elementNullable: false },
        nullable: false,
      },
      {
        name: "map",
        number: 5,
        type: { kind: "map", key: TEXT, value: TEXT, valueNullable: false },
        nullable: false,
      },
      { name: "variant", number: 6, type: { kind: "variant" }, nullable: false },
      { name: "in_camel_case", number: 7, type: { kind: "bigint" }, nullable: false },
    ],
  },
};

function template(name: string): string {
  return readFileSync(new URL(`../../../../templates/${name}.ts`, import.meta.url), "utf8");
}

describe("the templates", () => {
  const context = emitContext();
  const files = new Map(emit([PLACEHOLDER], context).map(({ path, text }) => [path, text]));

  it("are to the byte what is generated for their placeholder", () => {
    expect(files.get("placeholder.ts")).toBe(template("table"));
    expect(files.get("index.ts")?.replaceAll("./placeholder.js", "./table.js")).toBe(template("index"));
  });

  it("give the same bytes every time", () => {
    expect(new Map(emit([PLACEHOLDER], context).map(({ path, text }) => [path, text]))).toEqual(files);
  });
});
