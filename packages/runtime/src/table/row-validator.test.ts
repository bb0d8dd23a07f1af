import { describe, expect, test } from "vitest";
import type { BigintInput, VariantInput } from "../codegen/inputs.js";
import type { RowWriter } from "../codegen/row-writer.js";
import type { TableDefinition } from "../codegen/table.js";
import { MAX_ROW_BYTES } from "../protocol/limits.js";
import { rowValidator } from "./row-validator.js";

interface Row {
  readonly orderId: BigintInput;
  readonly body?: Uint8Array | null;
  readonly items?: (object & Iterable<Item>) | null;
  readonly levels?: ReadonlyMap<bigint, number> | null;
  readonly flags?: ReadonlyMap<boolean, number> | null;
  readonly payload?: VariantInput | null;
}

interface Item {
  readonly unitPrice: string;
}

function writeItem(w: RowWriter, value: Item): void {
  w.decimal(1, "unitPrice", value.unitPrice, 10, 2);
}

const definition: TableDefinition<Row> = {
  name: "main.shop.orders",
  fingerprint: "sha256:0",
  descriptor: "",
  columns: { orderId: "order_id", unitPrice: "unit_price" },
  write: (w, row) => {
    w.bigint(1, "orderId", row.orderId);
    if (row.body != null) w.binary(2, "body", row.body);
    if (row.items != null) w.list("items", row.items, (to, at, item) => to.struct(3, at, item, writeItem));
    if (row.levels != null) {
      w.map(4, "levels", row.levels, (to, key, value) => {
        to.bigint(1, key, key);
        to.int(2, key, value);
      });
    }
    if (row.flags != null) {
      w.map(5, "flags", row.flags, (to, key, value) => {
        to.boolean(1, key, key);
        to.int(2, key, value);
      });
    }
    if (row.payload != null) w.variant(6, "payload", row.payload);
  },
};
const validate = rowValidator(definition);

const pathsOf = (value: unknown): unknown => validate(value).issues?.map(({ path }) => path);

test("gives a row back as it is", () => {
  const row = { orderId: 1n, items: new Set([{ unitPrice: "1.5" }]) };
  expect(validate(row)).toEqual({ value: row });
  expect(validate(row)).toHaveProperty("value", row);
  expect(Reflect.get(validate(row), "value")).toBe(row);
});

test("says of each issue where it is, by keys, and all about it in words", () => {
  const given = {
    order_id: 1,
    items: [{ unitPrice: "1.5" }, { unitPrice: "0.001" }],
    levels: new Map([[7n, 0.5]]),
    flags: new Map([[true, null]]),
    payload: { a: [1, Number.NaN] },
  };
  expect(validate(given).issues).toMatchInlineSnapshot(`
    [
      {
        "message": "orderId (order_id BIGINT): is NOT NULL but has no value, got nothing",
        "path": [
          "orderId",
        ],
      },
      {
        "message": "items[1].unitPrice (DECIMAL(10,2)): has 3 fraction digits, DECIMAL(10,2) takes 2; values are never rounded, got string "0.001"",
        "path": [
          "items",
          1,
          "unitPrice",
        ],
      },
      {
        "message": "levels[7] (INT): is not a whole number, got number 0.5; values are never rounded",
        "path": [
          "levels",
          "7",
        ],
      },
      {
        "message": "flags[true] (INT): is null, which a map value cannot be, got null; leave the entry out",
        "path": [
          "flags",
          "true",
        ],
      },
      {
        "message": "payload.a[1] (VARIANT): is no number that JSON has, got number NaN",
        "path": [
          "payload",
          "a",
          1,
        ],
      },
      {
        "message": "order_id: is what the table calls the column, and not its property, got number 1; write it orderId",
        "path": [
          "order_id",
        ],
      },
    ]
  `);
});

test.each([undefined, null, 1, "row", [], new Map(), new Date(0)])(
  "says of %o that it is no row",
  (value) => {
    expect(validate(value).issues).toEqual([
      { message: expect.stringContaining("is not an object with the table's columns"), path: [] },
    ]);
  },
);

test("takes no key for one of the language's own", () => {
  expect(
    pathsOf({
      orderId: 1,
      levels: new Map<unknown, number>([
        [{}, 1],
        ["7", 1],
        [Symbol("s"), 1],
      ]),
    }),
  ).toEqual([
    ["levels", "an object"],
    ["levels", "7"],
    ["levels", "a symbol"],
  ]);
});

describe("a row that is too large", () => {
  test.each([11 * 1024 * 1024, 10 * 1024 * 1024 - 1])("is refused: %d bytes", (length) => {
    expect(validate({ orderId: 1, body: new Uint8Array(length) }).issues).toEqual([
      { message: expect.stringMatching(/^row: is longer than \d+ bytes/), path: [] },
    ]);
  });

  test("leaves the next one as it is", () => {
    expect(validate({ orderId: 1, body: new Uint8Array(1024 * 1024) }).issues).toBeUndefined();
    expect(validate({ orderId: 1 }).issues).toBeUndefined();
  });

  test("is one whose elements do not end", () => {
    const endless = {
      *[Symbol.iterator]() {
        while (true) yield { unitPrice: "1" };
      },
    };
    expect(pathsOf({ orderId: 1, items: endless })).toEqual([[]]);
  });
});

test("refuses what ingest would find empty, since it is read here", () => {
  function* items(): Generator<Item> {
    yield { unitPrice: "1" };
  }
  const row = { orderId: 1, items: items() };
  expect(validate(row).issues).toEqual([
    { message: expect.stringContaining("items (ARRAY): can be read only once"), path: ["items"] },
  ]);
  expect([...row.items]).toHaveLength(1);
});

test("works for a getter that validates a row itself, and lets through what it throws", () => {
  const nested = {
    get orderId(): number {
      return validate({ orderId: "x" }).issues?.length ?? 0;
    },
  };
  expect(validate(nested)).toEqual({ value: nested });
  const large = {
    orderId: 1,
    body: new Uint8Array(MAX_ROW_BYTES - 20),
    get items(): readonly Item[] {
      validate({ orderId: 1 });
      return new Array(10).fill({ unitPrice: "1" });
    },
  };
  expect(pathsOf(large)).toEqual([[]]);
  const throwing = {
    get orderId(): number {
      throw new Error("its own");
    },
  };
  expect(() => validate(throwing)).toThrow("its own");
  expect(validate({ orderId: 1 })).toEqual({ value: { orderId: 1 } });
});
