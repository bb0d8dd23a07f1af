import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type LocalEvent, startLocal } from "./index.js";
import { ORDERS, order, ordersInfo } from "./testing/orders.js";
import { opened } from "./testing/orders-server.js";
import { createStream, ingestBatch, ingestRecord } from "./testing/requests.js";

/** A server, what happens on it, and what it says of that. It stops with the test. */
async function watched() {
  const events: LocalEvent[] = [];
  const lines: string[] = [];
  const local = await startLocal({ onEvent: (event) => events.push(event), log: (line) => lines.push(line) });
  onTestFinished(() => local.close());
  return { local, events, lines };
}

describe("what happens on a server", () => {
  it("is told as it happens, in JSON and in words", async () => {
    const { local, events, lines } = await watched();
    await local.createTable(ordersInfo);
    const stream = await opened(local);
    stream.call.write(ingestBatch(0, [order(1), order(2)]));
    await stream.acked(0n);
    local.faults.add({ fault: { kind: "duplicate-ack" } });
    stream.call.write(ingestRecord(1, order(3)));
    await stream.acked(1n);
    stream.call.write(createStream());
    await stream.ended;
    await vi.waitFor(() => expect(events.at(-1)).toMatchObject({ kind: "stream-ended" }));
    await local.alterTable(ordersInfo);
    await local.dropTable(ORDERS);
    await local.close();
    expect(JSON.parse(JSON.stringify(events))).toEqual(events);
    expect(events.every(({ at }) => Math.abs(at - Date.now()) < 60_000)).toBe(true);
    expect(events.map(({ at: _, ...event }) => event)).toEqual([
      { kind: "table-created", table: ORDERS, version: 0 },
      { kind: "stream-opened", stream: 1, table: ORDERS, recordType: "PROTO", client: expect.any(String) },
      {
        kind: "commit",
        table: ORDERS,
        version: 1,
        rows: 2,
        bytes: expect.any(Number),
        durationMs: expect.any(Number),
      },
      {
        kind: "commit",
        table: ORDERS,
        version: 2,
        rows: 1,
        bytes: expect.any(Number),
        durationMs: expect.any(Number),
      },
      { kind: "fault", rule: 1, fault: "duplicate-ack", table: ORDERS, hits: 1 },
      {
        kind: "refusal",
        what: "request",
        table: ORDERS,
        code: "INVALID_ARGUMENT",
        message: expect.any(String),
      },
      {
        kind: "stream-ended",
        stream: 1,
        table: ORDERS,
        ended: "refused",
        code: "INVALID_ARGUMENT",
        requests: 2,
        acked: 2,
        rows: 3,
      },
      { kind: "table-altered", table: ORDERS, version: 3 },
      { kind: "table-dropped", table: ORDERS },
    ]);
    expect(lines).toEqual([
      `table ${ORDERS} was created`,
      expect.stringMatching(/^stream 1 onto main\.shop\.orders opened: PROTO, grpc-node-js/),
      `fault 1 struck: duplicate-ack on ${ORDERS}, 1 time by now`,
      expect.stringMatching(/^request refused for main\.shop\.orders: INVALID_ARGUMENT ./),
      `stream 1 onto ${ORDERS} was ended with INVALID_ARGUMENT: 3 rows in 2 requests, all acked`,
      `table ${ORDERS} was altered; its rows are kept`,
      `table ${ORDERS} was dropped, and its rows are gone`,
      `table ${ORDERS}: 3 rows in 2 commits`,
    ]);
  });
});
