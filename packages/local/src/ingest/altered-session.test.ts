import { describe, expect, it } from "vitest";
import type { StructField } from "../schema/struct-type.js";
import { order, ordersSchema } from "../testing/orders.js";
import { ingestRecord } from "../testing/requests.js";
import { struct } from "../testing/schemas.js";
import { opened, until } from "../testing/session.js";
import type { IngestSession } from "./ingest-session.js";

const X: StructField = { name: "x", type: "long", nullable: true, metadata: {} };

describe("a session whose table is altered", () => {
  const altered = { schema: struct({ id: "long", note: "string" }), unsupported: [], info: {} };

  it("decodes by the table as it is, and commits in the order of the change", async () => {
    const { session, events, table, store } = await opened();
    session.receive(ingestRecord(0, order(1, "a")));
    const altering = table.alter({
      ...altered,
      schema: { ...ordersSchema, fields: [...ordersSchema.fields, X] },
    });
    session.receive(ingestRecord(1, order(2, "b")));
    expect(table.store.schema).toEqual(ordersSchema);
    await altering;
    await until(events, "ack 1");
    expect(store.rows).toEqual([
      { id: 1n, note: "a", total: null },
      { id: 2n, note: "b", total: null, x: null },
    ]);
  });

  it("ends when its records no longer fit, after its last ack, and is forgotten", async () => {
    const { session, events, refusals, table } = await opened();
    session.receive(ingestRecord(0, order(1, "a")));
    await table.alter(altered);
    session.receive(ingestRecord(1, order(2, "b")));
    expect(events.slice(1)).toEqual(["ack 0", expect.stringMatching(/^end INVALID_ARGUMENT.*8001/)]);
    expect(refusals[0]?.causes).toEqual(["FIELD_NOT_IN_TABLE"]);
    expect(table.watchers.size).toBe(0);
  });

  it("ends with UNAVAILABLE when the change fails, and so does the change", async () => {
    const { session, events, table, store } = await opened();
    store.gate = async () => {
      throw new Error("disk full");
    };
    const altering = table.alter({
      ...altered,
      schema: { ...ordersSchema, fields: [...ordersSchema.fields, X] },
    });
    session.receive(ingestRecord(0, order(1, "a")));
    await expect(altering).rejects.toThrow("disk full");
    expect(events.slice(1)).toEqual([expect.stringMatching(/^end UNAVAILABLE/)]);
    expect([table.schema, store.rows, table.watchers.size]).toEqual([ordersSchema, [], 0]);
  });

  it("ends with UNAVAILABLE when the change fails although nothing of it waits", async () => {
    const { events, table, store } = await opened();
    store.gate = async () => {
      throw new Error("disk full");
    };
    await expect(table.alter({ ...altered, schema: ordersSchema })).rejects.toThrow("disk full");
    expect(events.slice(1)).toEqual([expect.stringMatching(/^end UNAVAILABLE/)]);
  });

  it.each<[string, (session: IngestSession) => void]>([
    ["half-closed", (session) => session.halfClose()],
    ["cancelled", (session) => session.cancel()],
    ["refused", (session) => session.receive(Buffer.of(0xff))],
  ])("is forgotten by its table once it is %s", async (_, end) => {
    const { session, table } = await opened();
    expect(table.watchers.size).toBe(1);
    end(session);
    expect(table.watchers.size).toBe(0);
  });
});
