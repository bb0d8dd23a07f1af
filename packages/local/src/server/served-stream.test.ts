import { once } from "node:events";
import { status } from "@grpc/grpc-js";
import { TABLE_NAME_HEADER } from "@zerobus-gen/runtime/protocol";
import { describe, expect, it, vi } from "vitest";
import { ORDERS, order, ordersInfo } from "../testing/orders.js";
import { client, opened, opening, rowsOf, started } from "../testing/orders-server.js";
import { fetchToken, type RawStream } from "../testing/raw-client.js";
import { createStream, ingestRecord } from "../testing/requests.js";
import { ServedStream } from "./served-stream.js";

const DELAY_MS = 50;

describe(ServedStream, () => {
  it("sends headers late, and reads nothing before", async () => {
    const local = await started();
    const handle = local.faults.add({ fault: { kind: "delay-headers", delayMs: DELAY_MS } });
    const waited = stopwatch();
    const stream = await opening(local);
    await once(stream.call, "metadata");
    expect(waited()).toBeGreaterThanOrEqual(DELAY_MS);
    await stream.created;
    expect(handle.hits).toBe(1);
  });

  it("delays the headers of the table alone that the request's headers name", async () => {
    const local = await started();
    local.faults.add({ fault: { kind: "delay-headers", delayMs: 60_000 }, table: ORDERS });
    await opened(local);
    const named = (await client(local)).open(undefined, { [TABLE_NAME_HEADER]: ORDERS });
    await vi.waitFor(() => expect(local.faults.list()).toEqual([]));
    named.call.cancel();
    await named.ended;
  });

  it("refuses a stream with any code, a message and causes, each as often as told", async () => {
    const local = await started();
    const causes = ["FIELD_NOT_IN_TABLE", "FIELD_OUT_OF_ORDER", "FIELD_COUNT_MISMATCH"] as const;
    local.faults.add({ fault: { kind: "refuse-create", code: "INVALID_ARGUMENT", message: "why", causes } });
    local.faults.add({ fault: { kind: "refuse-create", code: "RESOURCE_EXHAUSTED" }, times: 2 });
    const first = await (await opening(local)).ended;
    expect(first).toMatchObject({ code: status.INVALID_ARGUMENT, details: "why" });
    expect(String(first.metadata.get("grpc-status-details-bin")[0])).toContain(causes.join(","));
    for (let i = 0; i < 2; i++) {
      expect(await (await opening(local)).ended).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    }
    await opened(local);
  });

  it.each([undefined, "UNAUTHENTICATED", "PERMISSION_DENIED"] as const)(
    "rejects a good token with %s",
    async (code) => {
      const local = await started();
      local.faults.add({ fault: { kind: "reject-token", ...(code && { code }) } });
      expect((await (await opening(local)).ended).code).toBe(status[code ?? "UNAUTHENTICATED"]);
      await opened(local);
    },
  );

  it("strikes streams of the table that a rule names alone", async () => {
    const local = await started({ tables: [ordersInfo, { ...ordersInfo, name: "items" }] });
    const table = "main.shop.items";
    const handle = local.faults.add({ fault: { kind: "refuse-create", code: "ABORTED" }, table });
    await opened(local);
    expect(handle.hits).toBe(0);
    const items = (await client(local)).open(await fetchToken(local.catalog, table));
    items.call.write(createStream({ tableName: table }));
    expect((await items.ended).code).toBe(status.ABORTED);
  });

  it("creates a stream late, and takes what was sent meanwhile afterwards", async () => {
    const local = await started();
    local.faults.add({ fault: { kind: "delay-create", delayMs: DELAY_MS } });
    const waited = stopwatch();
    const stream = await opening(local);
    stream.call.write(ingestRecord(0, order(1)));
    await stream.acked(0n);
    expect(waited()).toBeGreaterThanOrEqual(DELAY_MS);
    expect(kinds(stream)).toEqual(["createStreamResponse", "ingestRecordResponse"]);
  });

  it("never creates a stream, until its client gives up or the server stops", async () => {
    const local = await started();
    local.faults.add({ fault: { kind: "never-create" }, times: 2 });
    const [impatient, patient] = [await opening(local), await opening(local)];
    impatient.call.write(ingestRecord(0, order(1)));
    await vi.waitFor(() => expect(local.faults.list()).toEqual([]));
    impatient.call.cancel();
    await impatient.ended;
    await vi.waitFor(() => expect(local.streams()[0]).toMatchObject({ ended: "reset", requests: 0 }));
    await local.close();
    expect((await patient.ended).code).toBe(status.UNAVAILABLE);
    expect([...kinds(impatient), ...kinds(patient)]).toEqual([]);
  });

  it("creates a stream without an id", async () => {
    const local = await started();
    local.faults.add({ fault: { kind: "create-without-id" } });
    const stream = await opened(local);
    expect(await stream.created).toBe("");
  });

  it.each([
    [undefined, undefined],
    [0, { seconds: 0n, nanos: 0 }],
    [1500, { seconds: 1n, nanos: 500_000_000 }],
    [-1, { seconds: 0n, nanos: -1_000_000 }],
    [1e13, { seconds: 10_000_000_000n, nanos: 0 }],
  ])(
    "signals the close of a stream with a duration of %s ms, and goes on when it is to stay",
    async (durationMs, duration) => {
      const local = await started();
      const fault = {
        kind: "close-signal",
        next: "stay",
        ...(durationMs !== undefined && { durationMs }),
      } as const;
      local.faults.add({ fault, times: 2 });
      const stream = await opened(local);
      stream.call.write(ingestRecord(0, order(1)));
      await stream.acked(0n);
      const signals = stream.responses.filter(({ case: kind }) => kind === "closeStreamSignal");
      const signal = { case: "closeStreamSignal", value: duration === undefined ? {} : { duration } };
      expect(signals).toMatchObject([signal, signal]);
      expect(signals.every(({ value }) => (value && "duration" in value) === (duration !== undefined))).toBe(
        true,
      );
    },
  );

  it.each([
    [undefined, { code: status.UNAVAILABLE, details: expect.stringContaining("Error Code: 6002") }],
    ["error", { code: status.UNAVAILABLE }],
    ["end", { code: status.OK }],
  ] as const)("ends a stream with %s once the duration that it signalled is over", async (next, end) => {
    const local = await started();
    const fault = { kind: "close-signal", durationMs: DELAY_MS, ...(next && { next }) } as const;
    local.faults.add({ fault, afterRequests: 1 });
    const stream = await opened(local);
    const waited = stopwatch();
    stream.call.write(ingestRecord(0, order(1)));
    stream.call.write(ingestRecord(1, order(2)));
    expect(await stream.ended).toMatchObject(end);
    expect(waited()).toBeGreaterThanOrEqual(DELAY_MS);
    expect(stream.acks.at(-1)).toBe(1n);
    expect((await rowsOf(local)).length).toBe(2);
  });

  it("lets a client that half-closes after the signal end well", async () => {
    const local = await started();
    local.faults.add({ fault: { kind: "close-signal", durationMs: 60_000 } });
    const stream = await opened(local);
    stream.call.end();
    expect((await stream.ended).code).toBe(status.OK);
    expect(local.streams()).toMatchObject([{ ended: "half-close", halfClosed: true }]);
  });

  it.each([
    [undefined, status.OK],
    ["UNAVAILABLE", status.UNAVAILABLE],
    ["DATA_LOSS", status.DATA_LOSS],
  ] as const)("ends a stream with %s after the requests that it counted, acked first", async (code, want) => {
    const local = await started();
    const handle = local.faults.add({ fault: { kind: "end", ...(code && { code }) }, afterRequests: 3 });
    const stream = await opened(local);
    for (let i = 0; i < 5; i++) stream.call.write(ingestRecord(i, order(i)));
    expect((await stream.ended).code).toBe(want);
    expect([handle.hits, stream.acks.at(-1), (await rowsOf(local)).length]).toEqual([1, 2n, 3]);
  });

  it.each([
    [undefined, status.INTERNAL],
    ["CANCEL", status.CANCELLED],
    ["REFUSED_STREAM", status.UNAVAILABLE],
    ["ENHANCE_YOUR_CALM", status.RESOURCE_EXHAUSTED],
  ] as const)("resets a stream with %s, and leaves its connection alone", async (error, code) => {
    const local = await started();
    const raw = await client(local);
    const token = await fetchToken(local.catalog, ORDERS);
    const [victim, other] = [raw.open(token), raw.open(token)];
    for (const stream of [victim, other]) stream.call.write(createStream());
    await Promise.all([victim.created, other.created]);
    local.faults.add({ fault: { kind: "reset", ...(error && { error }) }, afterRequests: 1 });
    victim.call.write(ingestRecord(0, order(1)));
    expect((await victim.ended).code).toBe(code);
    other.call.write(ingestRecord(0, order(2)));
    await other.acked(0n);
    await vi.waitFor(() => expect(local.streams().map(({ ended }) => ended)).toContain("struck"));
  });

  it("tells a connection to go away: its streams go on, new ones come on another", async () => {
    const local = await started();
    const raw = await client(local);
    const token = await fetchToken(local.catalog, ORDERS);
    const before = raw.open(token);
    before.call.write(createStream());
    await before.created;
    local.faults.add({ fault: { kind: "goaway" }, now: true });
    before.call.write(ingestRecord(0, order(1)));
    await before.acked(0n);
    const after = raw.open(token);
    after.call.write(createStream());
    await after.created;
    expect(new Set(local.streams().map(({ peer }) => peer)).size).toBe(2);
  });

  it("cuts a connection, every stream on it, and no other", async () => {
    const local = await started();
    const raw = await client(local);
    const token = await fetchToken(local.catalog, ORDERS);
    const together = [raw.open(token), raw.open(token)];
    for (const stream of together) stream.call.write(createStream());
    await Promise.all(together.map(({ created }) => created));
    const apart = await opened(local);
    local.faults.add({ fault: { kind: "cut" }, afterRequests: 1 });
    together[0]?.call.write(ingestRecord(0, order(1)));
    for (const { ended } of together) expect((await ended).code).toBe(status.UNAVAILABLE);
    apart.call.write(ingestRecord(0, order(2)));
    await apart.acked(0n);
  });

  it("strikes every live stream at once when told now", async () => {
    const local = await started();
    const live = await Promise.all([opened(local), opened(local), opened(local)]);
    const handle = local.faults.add({ fault: { kind: "end", code: "UNAVAILABLE" }, now: true });
    for (const { ended } of live) expect((await ended).code).toBe(status.UNAVAILABLE);
    expect(handle.hits).toBe(3);
    await vi.waitFor(() => expect(local.streams().every(({ ended }) => ended === "refused")).toBe(true));
    const later = await opened(local);
    const again = local.faults.add({ fault: { kind: "end" }, now: true });
    expect((await later.ended).code).toBe(status.OK);
    expect(again.hits).toBe(1);
  });

  it("reads nothing from a stalled stream, and everything afterwards", async () => {
    const local = await started();
    local.faults.add({ fault: { kind: "stall", forMs: DELAY_MS } });
    const stream = await opened(local);
    const waited = stopwatch();
    for (let i = 0; i < 50; i++) stream.call.write(ingestRecord(i, order(i)));
    await stream.acked(49n);
    expect(waited()).toBeGreaterThanOrEqual(DELAY_MS - 5);
  });

  it("holds up a client that writes more than fits between them while it stalls", async () => {
    const local = await started();
    local.faults.add({ fault: { kind: "stall", forMs: 60_000 } });
    const stream = await opened(local);
    const note = "x".repeat(16 * 1024);
    let written = 0;
    for (let i = 0; i < 1_000; i++) stream.call.write(ingestRecord(i, order(i, note)), () => (written += 1));
    await vi.waitFor(() => expect(written).toBeGreaterThan(0));
    await local.close();
    expect((await stream.ended).code).toBe(status.UNAVAILABLE);
    expect(written).toBeLessThan(50);
    expect(local.streams()).toMatchObject([{ requests: 0 }]);
  });

  it("sends a response that says nothing", async () => {
    const local = await started();
    local.faults.add({ fault: { kind: "empty-response" } });
    const stream = await opened(local);
    stream.call.write(ingestRecord(0, order(1)));
    await stream.acked(0n);
    expect(kinds(stream)).toEqual(["createStreamResponse", undefined, "ingestRecordResponse"]);
  });
});

/** What a stream was told, by kind. */
function kinds({ responses }: RawStream): readonly (string | undefined)[] {
  return responses.map((payload) => payload.case);
}

/** Milliseconds since it was made. */
function stopwatch(): () => number {
  const start = performance.now();
  return () => performance.now() - start;
}
