import type { ColumnType, Field, TableSchema, TableSettings } from "@zerobus-gen/schema";
import { describe, expect, it, test } from "vitest";
import { emitContext } from "../emit-context.js";
import { emit } from "./emit.js";

const VARIANT = { kind: "variant" } as const;
const BIGINT = { kind: "bigint" } as const;

function tableOf(...columns: readonly Omit<Field, "number">[]): TableSchema {
  return {
    name: { catalog: "main", schema: "shop", table: "orders" },
    columns: columns.map((column, at) => ({ ...column, number: at + 1 })),
  };
}

/** The lines of the module of a table. */
function linesOf(schema: TableSchema, settings: TableSettings = {}): readonly string[] {
  const [module] = emit([{ schema, settings }], emitContext());
  return (module?.text ?? "").split("\n").map((line) => line.trim());
}

const nullable = (name: string, type: ColumnType): Omit<Field, "number"> => ({ name, type, nullable: true });

describe("a column", () => {
  test.each<[string, Omit<Field, "number">, TableSettings, readonly string[]]>([
    [
      "of CHAR is checked for its length",
      nullable("code", { kind: "char", length: 3 }),
      {},
      [
        "/** CHAR(3) */",
        "readonly code?: string | null | undefined;",
        'if (row.code != null) w.char(1, "code", row.code, 3);',
      ],
    ],
    [
      "of VARCHAR is checked for its length",
      { name: "code", type: { kind: "varchar", length: 9 }, nullable: false },
      {},
      ["/** VARCHAR(9) NOT NULL */", "readonly code: string;", 'w.varchar(1, "code", row.code, 9);'],
    ],
    [
      "with a collation says so",
      nullable("name", { kind: "string", collation: "UTF8_LCASE" }),
      {},
      ["/** STRING COLLATE UTF8_LCASE */"],
    ],
    [
      "of BIGINT takes safe integers too, unless it is told not to",
      nullable("id", { kind: "map", key: BIGINT, value: BIGINT, valueNullable: false }),
      { bigint: "bigint" },
      ["readonly id?: ReadonlyMap<bigint, bigint> | null | undefined;"],
    ],
    [
      "that the table fills says how",
      { ...nullable("at", { kind: "date" }), computed: "generated", comment: "The day." },
      {},
      ["/** DATE. The table has a GENERATED expression for it. The day. */"],
    ],
    [
      "in camel case says what it is called in the table",
      { ...nullable("order_id", BIGINT), comment: "Which." },
      { naming: "camel" },
      [
        "/** `order_id` BIGINT. Which. */",
        "readonly orderId?: BigintInput | null | undefined;",
        'if (row.orderId != null) w.bigint(1, "orderId", row.orderId);',
        'orderId: "order_id",',
      ],
    ],
    [
      "whose name every object has is read from the row alone",
      nullable("toString", BIGINT),
      { naming: "camel" },
      ['if (has(row, "toString")) w.bigint(1, "toString", row.toString);'],
    ],
  ])("%s", (_, column, settings, want) => {
    expect(linesOf(tableOf(column), settings)).toEqual(expect.arrayContaining([...want]));
  });
});

describe("types for VARIANTs", () => {
  const from = "../payload.js";

  it("are imported once, by path, in order of modules and names", () => {
    const schema = tableOf(
      nullable("a", VARIANT),
      nullable("b", { kind: "array", element: VARIANT, elementNullable: false }),
      nullable("c", { kind: "map", key: { kind: "string" }, value: VARIANT, valueNullable: false }),
      nullable("d", VARIANT),
    );
    const variants = {
      a: { type: "Zoo", from },
      "b[]": { type: "Payload", from },
      "c[value]": { type: "Payload", from: "#other" },
    };
    const lines = linesOf(schema, { variants });
    expect(lines.filter((line) => line.startsWith("import type"))).toEqual([
      'import type { Payload as Payload2 } from "#other";',
      'import type { Payload, Zoo } from "../payload.js";',
    ]);
    expect(lines).toContain("readonly b?: ArrayInput<Payload> | null | undefined;");
    expect(lines).toContain("readonly d?: VariantInput | null | undefined;");
  });

  it("give way to what the module has already", () => {
    const variants = { a: { type: "OrdersRow", from } };
    const lines = linesOf(tableOf(nullable("a", VARIANT)), { variants });
    expect(lines).toContain('import type { OrdersRow as OrdersRow2 } from "../payload.js";');
    expect(lines).toContain("export interface OrdersRow {");
  });
});

describe("emission", () => {
  it("refuses what cannot be generated, all of it at once", () => {
    const schema = tableOf(
      nullable("a b", BIGINT),
      nullable("c", { kind: "unsupported", sql: "INTERVAL DAY" }),
    );
    const settings = { variants: { c: { type: "Payload", from: "x" } } };
    const emitted = (): unknown => emit([{ schema, settings }], emitContext());
    expect(emitted).toThrow(/"a b"[\s\S]*INTERVAL[\s\S]*is no VARIANT/);
  });

  it("calls a STRUCT that is deep inside by a name of its own, not by all that lead there", () => {
    let type: ColumnType = BIGINT;
    for (let depth = 0; depth < 90; depth++) {
      type = {
        kind: "struct",
        fields: [{ name: `${"long".repeat(50)}${depth}`, number: 1, type, nullable: true }],
      };
    }
    const [module] = emit([{ schema: tableOf(nullable("a", type)), settings: {} }], emitContext());
    const code = module?.text.replace(/descriptor: ".*"/, "") ?? "";
    expect(code.length).toBeLessThan(400_000);
  });

  it("has an index without tables, too", () => {
    expect(emit([], emitContext()).map(({ path }) => path)).toEqual(["index.ts"]);
  });
});
