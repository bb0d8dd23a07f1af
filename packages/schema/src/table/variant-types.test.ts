import { describe, expect, it } from "vitest";
import type { Finding } from "./problem.js";
import type { TableSchema } from "./table-schema.js";
import type { VariantType } from "./table-settings.js";
import { checkVariantTypes } from "./variant-types.js";

const VARIANT = { kind: "variant" } as const;
const TEXT = { kind: "string" } as const;

const TABLE: TableSchema = {
  name: { catalog: "main", schema: "shop", table: "events" },
  columns: [
    { name: "payload", number: 1, type: VARIANT, nullable: true },
    { name: "name", number: 2, type: TEXT, nullable: true },
    {
      name: "items",
      number: 3,
      nullable: true,
      type: {
        kind: "array",
        elementNullable: false,
        element: {
          kind: "struct",
          fields: [
            { name: "extra", number: 1, type: VARIANT, nullable: true },
            {
              name: "tags",
              number: 2,
              type: { kind: "map", key: TEXT, value: VARIANT, valueNullable: false },
              nullable: true,
            },
          ],
        },
      },
    },
  ],
};

function findings(variants: Readonly<Record<string, VariantType>>, table = TABLE): readonly Finding[] {
  const found: Finding[] = [];
  checkVariantTypes(table, { variants }, (finding) => found.push(finding));
  return found;
}

const PAYLOAD = { type: "Payload", from: "../payload.js" };

describe(checkVariantTypes, () => {
  it("has nothing against types for VARIANTs wherever they are", () => {
    expect(findings({ payload: PAYLOAD, "items[].extra": PAYLOAD, "items[].tags[value]": PAYLOAD })).toEqual(
      [],
    );
  });

  it("reports every path that is no VARIANT, and says which there are", () => {
    expect(
      findings({ name: PAYLOAD, payloads: PAYLOAD, ["__proto__"]: PAYLOAD, "items.extra": PAYLOAD }),
    ).toMatchObject([
      {
        code: "SETTING",
        message: "the settings name a type for name, which is no VARIANT of the table",
        hint: "its VARIANTs are payload, items[].extra, items[].tags[value]",
      },
      { message: expect.stringContaining("payloads") },
      { message: expect.stringContaining("__proto__") },
      { message: expect.stringContaining('"items.extra"') },
    ]);
    expect(findings({ x: PAYLOAD }, { ...TABLE, columns: [] })).toMatchObject([
      { hint: "the table has none" },
    ]);
  });

  it.each([
    "",
    "class",
    "default",
    "string",
    "any",
    "await",
    "a.b",
    "A<B>",
    "1A",
    "A }; evil(); import { B",
    "A\n",
    "\u202eA",
    "A".repeat(256),
  ])("refuses %j as the name of a type", (type) => {
    expect(findings({ payload: { ...PAYLOAD, type } })).toMatchObject([
      { code: "SETTING", column: "payload" },
    ]);
  });

  it.each(["", "a'b", 'a"b', "a`b", "a\\b", "a\nb", "a\u2028b", "a b", "a\u0000", "x".repeat(1025)])(
    "refuses %j as a module",
    (from) => {
      expect(findings({ payload: { ...PAYLOAD, from } })).toMatchObject([
        { code: "SETTING", column: "payload" },
      ]);
    },
  );

  it("takes names and modules of every language", () => {
    expect(findings({ payload: { type: "Größe$", from: "@größe/列/a.js" } })).toEqual([]);
  });
});
