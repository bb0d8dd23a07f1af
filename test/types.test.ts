import { describe, expect, it } from "vitest";
import { emitFiles } from "./support/emit-modules.js";
import { ORDERS } from "./support/shop.js";
import { compile } from "./support/typescript.js";

const GOOD = `order_id: 42n, placed_at: new Date(0)`;

/** A row as it is written in a program, and what the compiler says of it. */
const CASES: readonly (readonly [what: string, row: string, want: readonly RegExp[]])[] = [
  ["a row with every required column", `{ ${GOOD} }`, []],
  ["a number for BIGINT", `{ ...{ ${GOOD} }, order_id: 42 }`, []],
  ["null and undefined in a nullable column", `{ ${GOOD}, total: null, customer_name: undefined }`, []],
  ["nested rows", `{ ${GOOD}, items: [{ sku: "A-1", quantity: 2 }, { sku: "B" }] }`, []],
  ["a missing NOT NULL column", `{ placed_at: new Date(0) }`, [/Property 'order_id' is missing/]],
  [
    "a null in a NOT NULL column",
    `{ order_id: null, placed_at: new Date(0) }`,
    [/Type 'null' is not assignable to type 'BigintInput'/],
  ],
  [
    "a misspelt column",
    `{ ${GOOD}, custmer_name: "x" }`,
    [/'custmer_name' does not exist .*'customer_name'/],
  ],
  [
    "a wrong type",
    `{ order_id: "42", placed_at: new Date(0) }`,
    [/Type 'string' is not assignable to type 'BigintInput'/],
  ],
  [
    "a number for TIMESTAMP",
    `{ order_id: 42n, placed_at: 0 }`,
    [/Type 'number' is not assignable to type 'TimestampInput'/],
  ],
  [
    "a number for DECIMAL",
    `{ ${GOOD}, total: 19.99 }`,
    [/Type 'number' is not assignable to type 'DecimalInput \| null/],
  ],
  ["a missing member of a STRUCT", `{ ${GOOD}, items: [{ quantity: 2 }] }`, [/Property 'sku' is missing/]],
  [
    "a misspelt member of a STRUCT",
    `{ ${GOOD}, items: [{ sku: "A", quantty: 2 }] }`,
    [/'quantty' does not exist .*'quantity'/],
  ],
];

describe("the compiler", () => {
  const files = Object.fromEntries(
    Object.entries(emitFiles([ORDERS])).map(([path, text]) => [`test/generated/${path}`, text]),
  );
  const program = (row: string): string => `
import { connect } from "@zerobus-gen/runtime";
import { tables } from "./index.js";
const { orders } = connect({ tables }).tables;
orders.ingest(${row});
`;
  // One program for all rows: the compiler starts once.
  const rows = CASES.map(([, row], at) => [`test/generated/row-${at}.ts`, program(row)] as const);
  const said = compile({ ...files, ...Object.fromEntries(rows) });

  it.each(CASES.map(([what, row, want], at) => [what, row, want, at] as const))(
    "is told of %s",
    (_, row, want, at) => {
      const errors = said.get(`test/generated/row-${at}.ts`) ?? [];
      if (want.length === 0) expect(errors, row).toEqual([]);
      for (const pattern of want) expect(errors.join("\n"), row).toMatch(pattern);
    },
  );

  it("knows the tables of a client by name, and no others", () => {
    const source = (name: string): string => `
import { connect } from "@zerobus-gen/runtime";
import { tables } from "./index.js";
await connect({ tables }).tables.${name}.flush();
`;
    const [good, bad] = ["test/generated/good.ts", "test/generated/bad.ts"];
    const told = compile({ ...files, [good]: source("orders"), [bad]: source("order") });
    expect([...told.keys()]).toEqual([bad]);
    expect(told.get(bad)?.join()).toMatch(/'order' does not exist .*'orders'/);
  });
});
