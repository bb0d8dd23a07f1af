import { describe, expect, it } from "vitest";
import { formatProblem } from "../table/format-problem.js";
import type { Field, TableSchema } from "../table/table-schema.js";
import { formatLock } from "./format-lock.js";
import { lockLine } from "./lock-lines.js";
import { lockTable } from "./lock-table.js";
import { parseLock } from "./parse-lock.js";

const ORDERS: TableSchema = {
  name: { catalog: "main", schema: "shop", table: "orders" },
  comment: "All orders",
  facts: { id: "6e1c", kind: "MANAGED", format: "DELTA" },
  columns: [
    { name: "order_id", number: 1, type: { kind: "bigint" }, nullable: false },
    {
      name: "total",
      number: 3,
      type: { kind: "decimal", precision: 18, scale: 2 },
      nullable: true,
      comment: "In €",
    },
    {
      name: "tags",
      number: 4,
      type: {
        kind: "map",
        key: { kind: "string" },
        value: { kind: "string", collation: "UNICODE" },
        valueNullable: true,
      },
      nullable: true,
    },
    {
      name: "items",
      number: 5,
      type: {
        kind: "array",
        elementNullable: false,
        element: {
          kind: "struct",
          fields: [
            { name: "sku", number: 1, type: { kind: "varchar", length: 20 }, nullable: false },
            { name: "took", number: 2, type: { kind: "unsupported", sql: "INTERVAL DAY" }, nullable: true },
          ],
        },
      },
      nullable: true,
    },
  ],
};

const TEXT = `{
  "lockVersion": 1,
  "tables": [
    {
      "name": "main.shop.orders",
      "comment": "All orders",
      "facts": { "id": "6e1c", "kind": "MANAGED", "format": "DELTA" },
      "columns": [
        { "name": "order_id", "number": 1, "type": "long", "nullable": false },
        { "name": "total", "number": 3, "type": "decimal(18,2)", "nullable": true, "comment": "In €" },
        { "name": "tags", "number": 4, "type": { "type": "map", "keyType": "string", "valueContainsNull": true, "valueType": "string collate UNICODE" }, "nullable": true },
        { "name": "items", "number": 5, "type": { "type": "array", "containsNull": false, "elementType": { "type": "struct", "fields": [
          { "name": "sku", "number": 1, "type": "varchar(20)", "nullable": false },
          { "name": "took", "number": 2, "type": { "type": "unsupported", "sql": "INTERVAL DAY" }, "nullable": true }
        ] } }, "nullable": true }
      ],
      "reserved": [
        { "path": "discount", "number": 2 }
      ]
    }
  ]
}
`;

const LOCKED = { schema: ORDERS, reserved: [{ path: "discount", number: 2 }] };

/** All problems of a lock's text, as they are printed. */
function problemsOf(text: string): string {
  const parsed = parseLock(text);
  return "problems" in parsed ? parsed.problems.map(formatProblem).join("\n") : "none";
}

describe("the text of a lock", () => {
  it("has a line for each column and nested field", () => {
    expect(formatLock({ tables: [LOCKED] })).toBe(TEXT);
    expect(parseLock(TEXT)).toEqual({ lock: { tables: [LOCKED] } });
    expect(formatLock({ tables: [] })).toBe('{\n  "lockVersion": 1,\n  "tables": []\n}\n');
  });

  it("is sorted by name, and the same on any machine", () => {
    const names = ["b", "B", "a", "ä"].map((table) => ({ catalog: "main", schema: "shop", table }));
    const tables = names.map((name) => ({ schema: { ...ORDERS, name }, reserved: [] }));
    const lines = formatLock({ tables }).match(/"name": "main.*?"/g);
    expect(lines?.map((line) => line.slice(19, -1))).toEqual(["B", "a", "b", "ä"]);
    expect(formatLock({ tables: tables.toReversed() })).toBe(formatLock({ tables }));
  });

  it("reads with line ends of Windows, in another layout and with a byte order mark", () => {
    expect(parseLock(TEXT.replaceAll("\n", "\r\n"))).toEqual({ lock: { tables: [LOCKED] } });
    expect(parseLock(`\ufeff${JSON.stringify(JSON.parse(TEXT))}`)).toEqual({ lock: { tables: [LOCKED] } });
  });

  it("tells a merge conflict from broken JSON, and either from a lock to come", () => {
    const conflict = TEXT.replace('      "comment"', '<<<<<<< HEAD\n      "comment"');
    expect(problemsOf(conflict)).toMatch(/line 6 is the marker of a merge conflict\n.*zerobus-gen pull/);
    expect(problemsOf(TEXT.slice(0, 300))).toMatch(/zerobus\.lock\.json: this is not a lock: it is not JSON/);
    expect(problemsOf("[]")).toMatch(/it is a list/);
    expect(problemsOf(TEXT.replace('"lockVersion": 1', '"lockVersion": 2'))).toMatch(
      /its lockVersion is 2; this zerobus-gen reads 1\n.*newer/,
    );
    expect(problemsOf('{"lockVersion":1}')).toMatch(/tables should be a list, but it is nothing/);
  });

  it("names every edit that went wrong, by table and column", () => {
    const edited = TEXT.replace('"long"', '"bigint"')
      .replace('"decimal(18,2)", "nullable": true', '"decimal(18)", "nullable": "yes", "nulable": 1')
      .replace('"number": 5', '"number": 3')
      .replace('"varchar(20)"', "7")
      .replace('"name": "took", "number": 2', '"name": "took", "number": 19000')
      .replace('"kind": "MANAGED"', '"kind": 1, "Kind": 2');
    const told = problemsOf(edited);
    for (const part of [
      "orders: order_id: bigint is not a type of the lock",
      'orders: total: "decimal(18)" is not a type of the lock',
      "orders: total: nullable should be true or false, but it is a string",
      "orders: total: nulable has no meaning here",
      "orders: items: the number 3 belongs to total\n    give the newer of them a number that is free, such as 5",
      "orders: items[].sku: a type should stand here, but it is a number",
      "orders: items[].took: its number should be 1 to",
      "main.shop.orders: kind should be a text, but it is a number",
      "main.shop.orders: Kind has no meaning here",
    ]) {
      expect(told).toContain(part);
    }
  });

  it("keeps a column off the number of a dropped one, and tables from being there twice", () => {
    expect(problemsOf(TEXT.replace('"number": 1, "type": "long"', '"number": 2, "type": "long"'))).toMatch(
      /order_id: the number 2 belongs to a dropped column/,
    );
    const tables = [LOCKED, { ...LOCKED, schema: { ...ORDERS, name: { ...ORDERS.name, table: "ORDERS" } } }];
    expect(problemsOf(formatLock({ tables }))).toMatch(/main\.shop\.orders: the lock has the table twice/);
    expect(problemsOf(TEXT.replace('"path": "discount"', '"path": "dis count"'))).toMatch(
      /entry 1 of reserved should be a path and a field number/,
    );
  });

  it("stands any depth and size of nonsense", () => {
    const deep = `{"type":"array","containsNull":true,"elementType":`.repeat(20_000);
    expect(problemsOf(TEXT.replace('"long"', `${deep}"long"${"}".repeat(20_000)}`))).toMatch(/levels deep/);
    const many = JSON.stringify({
      lockVersion: 1,
      tables: [{ name: "a.b.c", columns: Array(20_000).fill({ name: "a", number: 1e9 }) }],
    });
    expect(problemsOf(many)).toContain("its number should be");
    for (const tables of [
      [null],
      [{}],
      [{ name: ["a", "b"] }],
      [{ name: "a.b.c", columns: {}, facts: [], reserved: 1 }],
    ]) {
      expect(problemsOf(JSON.stringify({ lockVersion: 1, tables }))).not.toBe("none");
    }
  });
});

describe("the line of a place in a lock", () => {
  it.each([
    ["", 4],
    ["order_id", 9],
    ["items", 12],
    ["items[].sku", 13],
    ["items[]", 12],
    ["items[].nosuch", 12],
    ["tags[value]", 11],
    ["nosuch", 4],
    ['"no such".x[key]', 4],
  ])("%s is on line %i", (path, line) => {
    expect(lockLine(TEXT, "main.shop.orders", path)).toBe(line);
  });

  it("is found in any layout, and nowhere for a table or a lock that is not there", () => {
    const spread = JSON.stringify(JSON.parse(TEXT), undefined, 2);
    const line = lockLine(spread, "main.shop.orders", "items[].took") ?? 0;
    expect(
      spread
        .split("\n")
        .slice(line - 1, line + 1)
        .join(""),
    ).toMatch(/\{ *"name": "took"/);
    expect(lockLine(TEXT, "main.shop.nosuch", "a")).toBeUndefined();
    expect(lockLine("<<<<<<<", "main.shop.orders")).toBeUndefined();
  });
});

describe("locking a table", () => {
  const lock = (columns: readonly (readonly [name: string, number: number])[]): TableSchema => ({
    ...ORDERS,
    columns: columns.map(
      ([name, number]): Field => ({ name, number, type: { kind: "int" }, nullable: true }),
    ),
  });
  const numbers = (table: { readonly schema: TableSchema }): object =>
    Object.fromEntries(table.schema.columns.map(({ name, number }) => [name, number]));

  it("keeps the number of a column that moved, and gives a new one its position's if nobody ever had it", () => {
    const first = lockTable(
      undefined,
      lock([
        ["a", 1],
        ["b", 2],
        ["c", 3],
      ]),
    );
    const second = lockTable(
      first,
      lock([
        ["b", 1],
        ["new", 2],
        ["later", 4],
      ]),
    );
    expect(numbers(second)).toEqual({ b: 2, new: 5, later: 4 });
    expect(second.reserved).toEqual([
      { path: "a", number: 1 },
      { path: "c", number: 3 },
    ]);
    expect(
      numbers(
        lockTable(
          second,
          lock([
            ["c", 1],
            ["fresh", 2],
          ]),
        ),
      ),
    ).toEqual({ c: 3, fresh: 6 });
  });

  it("skips what protobuf keeps, and finds room below when the top is reached", () => {
    const first = lockTable(
      undefined,
      lock([
        ["a", 18_999],
        ["x", 1],
      ]),
    );
    expect(
      numbers(
        lockTable(
          first,
          lock([
            ["a", 1],
            ["b", 1],
          ]),
        ),
      ),
    ).toEqual({ a: 18_999, b: 20_000 });
    const top = lockTable(
      undefined,
      lock([
        ["a", 2 ** 29 - 1],
        ["b", 1],
      ]),
    );
    expect(
      numbers(
        lockTable(
          top,
          lock([
            ["a", 1],
            ["c", 1],
          ]),
        ),
      ),
    ).toEqual({ a: 2 ** 29 - 1, c: 2 });
  });

  it("remembers the fields of a STRUCT that is gone, on every level", () => {
    const first = lockTable(undefined, ORDERS);
    const without = lockTable(first, { ...ORDERS, columns: ORDERS.columns.slice(0, 3) });
    expect(without.reserved).toEqual([
      { path: "items", number: 5 },
      { path: "items[].sku", number: 1 },
      { path: "items[].took", number: 2 },
    ]);
    expect(lockTable(without, ORDERS)).toEqual(first);
  });

  it("leaves the numbers of a .proto to its author", () => {
    const { facts, ...proto } = lock([["a", 7]]);
    expect(lockTable(lockTable(undefined, lock([["a", 1]])), proto)).toEqual({ schema: proto, reserved: [] });
    expect(facts).toBeDefined();
  });
});
