import { startLocal } from "@zerobus-gen/local";
import { connect, type ZerobusError } from "@zerobus-gen/runtime";
import { type Change, compareTables } from "@zerobus-gen/schema";
import fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { generatedSchema } from "../packages/runtime/src/guard/generated-schema.js";
import { arbitraryTable } from "./support/arbitrary-table.js";
import { loadTables } from "./support/emit-modules.js";
import { localOrders } from "./support/local-orders.js";
import { ORDERS, ORDERS_INFO } from "./support/shop.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const ORDER = { order_id: 1n, placed_at: new Date(0), total: "1.5" };

interface Info {
  readonly columns: readonly { readonly name: string; readonly position: number }[];
}

/** The orders as a catalog describes them, with other columns. */
function altered(edit: (columns: Info["columns"]) => readonly object[]): unknown {
  const info = ORDERS_INFO as Info;
  return { ...info, columns: edit(info.columns).map((column, position) => ({ ...column, position })) };
}

const withoutTotal = altered((columns) => columns.filter(({ name }) => name !== "total"));
const withNote = altered((columns) => [
  ...columns,
  { name: "note", type_json: '"string"', type_name: "STRING", type_text: "string", nullable: true },
]);
const withRequired = altered((columns) => [
  ...columns,
  { name: "shop", type_json: '"integer"', type_name: "INT", type_text: "int", nullable: false },
]);

/** How ingesting one row ends. */
async function outcome(
  tables: Awaited<ReturnType<typeof localOrders>>["tables"],
  options: { readonly verifyOnOpen?: boolean } = {},
): Promise<"durable" | ZerobusError> {
  const zerobus = connect({ tables, stream: { recoveryBackoffMs: 5, recoveryRetries: 1 }, ...options });
  onTestFinished(() => zerobus.close({ signal: AbortSignal.abort() }).catch(() => {}));
  try {
    await zerobus.tables.orders.ingest(ORDER);
    return "durable";
  } catch (error) {
    return error as ZerobusError;
  }
}

describe("a stream that the service refuses", () => {
  it("is explained by what has changed in the table", async () => {
    const { local, tables } = await localOrders();
    await local.alterTable(withoutTotal);
    const error = await outcome(tables);
    expect(error).toMatchObject({
      code: "schema_mismatch",
      schemaCauses: ["FIELD_NOT_IN_TABLE"],
      schemaChanges: [{ rule: "column-removed", path: "total", before: "total DECIMAL(18,2)" }],
      message: expect.stringMatching(/has changed since its client was generated:\n {2}total: /),
      hint: expect.stringContaining("zerobus-gen pull"),
      cause: { code: "schema_mismatch" },
    });
  });

  it("keeps the service's own words when nothing has changed", async () => {
    const { local, tables } = await localOrders();
    local.faults.add({
      fault: {
        kind: "refuse-create",
        code: "INVALID_ARGUMENT",
        message: "no",
        causes: ["TYPE_INCOMPATIBLE"],
      },
    });
    expect(await outcome(tables)).toMatchObject({
      code: "schema_mismatch",
      schemaChanges: [],
      message: expect.stringContaining("the server said: no"),
    });
  });

  it("is explained when its table changes under it", async () => {
    const { local, tables } = await localOrders();
    const zerobus = connect({ tables });
    onTestFinished(() => zerobus.close({ signal: AbortSignal.abort() }).catch(() => {}));
    const { orders } = zerobus.tables;
    await orders.ingest(ORDER);
    await local.alterTable(withoutTotal);
    await vi.waitFor(() => expect(() => orders.ingest(ORDER)).toThrow("has changed"));
    expect((await orders.close()).acked).toBe(1);
  });
});

describe("verifyOnOpen", () => {
  it("fails the stream before anything is sent", async () => {
    const { local, tables } = await localOrders();
    await local.alterTable(withRequired);
    expect(await outcome(tables, { verifyOnOpen: true })).toMatchObject({
      code: "schema_mismatch",
      schemaChanges: [{ rule: "required-column-added", path: "shop" }],
    });
    expect(local.streams()).toEqual([]);
  });

  it("lets changes pass that hurt nobody", async () => {
    const { local, tables } = await localOrders();
    await local.alterTable(withNote);
    expect(await outcome(tables, { verifyOnOpen: true })).toBe("durable");
  });

  it("is satisfied with a table that is as it was", async () => {
    const { tables } = await localOrders();
    expect(await outcome(tables, { verifyOnOpen: true })).toBe("durable");
  });

  it("does not take a catalog that does not answer for a table that fits", async () => {
    const { tables } = await localOrders();
    const other = await startLocal({ dir: temporaryFolder() });
    onTestFinished(() => other.close());
    vi.stubEnv("ZEROBUS_EMULATOR_HOST", new URL(other.endpoint).host);
    expect(await outcome(tables, { verifyOnOpen: true })).toMatchObject({ code: "table_not_found" });
  });

  it("needs credentials that the catalog takes", async () => {
    vi.stubEnv("ZEROBUS_EMULATOR_HOST", undefined);
    const tables = Object.fromEntries(await loadTables([ORDERS]));
    const options = { tables, endpoint: "https://1.zerobus.test", token: () => "t", verifyOnOpen: true };
    expect(() => connect(options)).toThrow("verifyOnOpen asks the catalog");
  });
});

it("a client knows the schema that it was generated from, whatever it is", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryTable, async (schema) => {
      const [table] = (await loadTables([schema])).values();
      if (table === undefined) return expect.fail("one table was generated");
      const known = generatedSchema(table);
      expect(known.name).toEqual(schema.name);
      expect(compareTables(schema, known).filter(isKnown)).toEqual([]);
      expect(compareTables(known, schema).filter(isKnown)).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

/** Whether elements and values may be NULL, and how texts compare, is nothing that a client knows. */
function isKnown({ rule }: Change): boolean {
  return rule !== "element-nullability" && rule !== "collation-changed";
}
