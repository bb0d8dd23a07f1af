import { status } from "@grpc/grpc-js";
import { describe, expect, it, vi } from "vitest";
import type { Fault, LocalZerobus } from "../index.js";
import { ORDERS, order } from "../testing/orders.js";
import { client, opened, rowsOf, started } from "../testing/orders-server.js";
import { fetchToken, type RawStream } from "../testing/raw-client.js";
import { createStream, ingestRecord } from "../testing/requests.js";
import { StreamAcks } from "./stream-acks.js";

const DELAY_MS = 50;

describe(StreamAcks, () => {
  it.each<[Fault["kind"], Fault, readonly (bigint | undefined)[]]>([
    ["duplicate-ack", { kind: "duplicate-ack" }, [0n, 1n, 1n, 2n]],
    ["regress-ack", { kind: "regress-ack" }, [0n, 1n, 0n, 2n]],
    ["ack-beyond", { kind: "ack-beyond" }, [0n, 1_000_001n, 2n]],
    ["ack-without-offset", { kind: "ack-without-offset" }, [0n, undefined, 2n]],
    ["ack-negative", { kind: "ack-negative" }, [0n, -1n, 2n]],
  ])("%s changes the second of three acks", async (_, fault, want) => {
    const local = await started();
    const handle = local.faults.add({ fault, afterRequests: 2 });
    const stream = await opened(local);
    for (let i = 0; i < 3; i++) await ingestAndSettle(local, stream, i);
    stream.call.end();
    expect((await stream.ended).code).toBe(status.OK);
    expect([acksOf(stream), handle.hits]).toEqual([want, 1]);
    expect(local.streams()).toMatchObject([{ requests: 3, acked: 3 }]);
    expect((await rowsOf(local)).length).toBe(3);
  });

  it("goes back from an offset that there is something before", async () => {
    const local = await started();
    local.faults.add({ fault: { kind: "regress-ack" } });
    const stream = await opened(local);
    for (let i = 0; i < 2; i++) await ingestAndSettle(local, stream, i);
    await vi.waitFor(() => expect(acksOf(stream)).toEqual([0n, 1n, 0n]));
  });

  it("lets faults of several kinds change one ack together", async () => {
    const local = await started();
    local.faults.add({ fault: { kind: "ack-negative" } });
    local.faults.add({ fault: { kind: "duplicate-ack" } });
    const stream = await opened(local);
    await ingestAndSettle(local, stream, 0);
    await vi.waitFor(() => expect(acksOf(stream)).toEqual([-1n, -1n]));
    expect(local.streams()).toMatchObject([{ acked: 0 }]);
  });

  it("knows what a client was told, also where one fault takes the offset and the other tells an earlier one", async () => {
    const local = await started();
    const stream = await opened(local);
    await ingestAndSettle(local, stream, 0);
    await stream.acked(0n);
    local.faults.add({ fault: { kind: "ack-without-offset" }, times: "always" });
    local.faults.add({ fault: { kind: "regress-ack" }, times: "always" });
    for (let at = 1; at < 4; at++) await ingestAndSettle(local, stream, at);
    await vi.waitFor(() => expect(stream.acks.at(-1)).toBe(2n));
    expect(local.streams()).toMatchObject([{ acked: 3 }]);
  });

  it("cuts the connection instead of an ack, after the rows are stored", async () => {
    const local = await started();
    local.faults.add({ fault: { kind: "commit-then-cut" }, afterRequests: 3 });
    const stream = await opened(local);
    for (let i = 0; i < 3; i++) await ingestAndSettle(local, stream, i);
    expect((await stream.ended).code).toBe(status.UNAVAILABLE);
    expect(acksOf(stream)).toEqual([0n, 1n]);
    expect((await rowsOf(local)).length).toBe(3);
    await vi.waitFor(() =>
      expect(local.streams()).toMatchObject([{ requests: 3, acked: 2, ended: "struck" }]),
    );
  });

  it("drops every ack from the request on that the rule counts, and acks those before", async () => {
    const local = await started();
    const handle = local.faults.add({ fault: { kind: "drop-acks" }, afterRequests: 10 });
    const stream = await opened(local);
    for (let i = 0; i < 30; i++) stream.call.write(ingestRecord(i, order(i)));
    stream.call.end();
    expect((await stream.ended).code).toBe(status.OK);
    expect([stream.acks.at(-1), handle.hits]).toEqual([9n, 1]);
    expect(new Set(stream.acks).size).toBe(stream.acks.length);
    expect((await rowsOf(local)).length).toBe(30);
    expect(local.streams()).toMatchObject([{ requests: 30, acked: 10 }]);
  });

  it("drops all acks of a stream, and none of another", async () => {
    const local = await started();
    local.faults.add({ fault: { kind: "drop-acks" } });
    const [silent, other] = [await opened(local), await opened(local)];
    for (const stream of [silent, other]) stream.call.write(ingestRecord(0, order(1)));
    await other.acked(0n);
    silent.call.end();
    await silent.ended;
    expect(silent.acks).toEqual([]);
  });

  it("delays every ack, in order, and the end after them", async () => {
    const local = await started();
    local.faults.add({ fault: { kind: "delay-acks", delayMs: DELAY_MS } });
    local.faults.add({ fault: { kind: "delay-acks", delayMs: 0 }, afterRequests: 2 });
    const stream = await opened(local);
    const start = performance.now();
    for (let i = 0; i < 3; i++) stream.call.write(ingestRecord(i, order(i)));
    stream.call.end();
    await stream.acked(0n);
    expect(performance.now() - start).toBeGreaterThanOrEqual(DELAY_MS);
    expect((await stream.ended).code).toBe(status.OK);
    expect(stream.acks.at(-1)).toBe(2n);
    expect(stream.acks).toEqual([...stream.acks].sort((a, b) => (a < b ? -1 : 1)));
  });

  it("delays the acks of streams that are open already when told now", async () => {
    const local = await started();
    const raw = await client(local);
    const stream = raw.open(await fetchToken(local.catalog, ORDERS));
    stream.call.write(createStream());
    await stream.created;
    local.faults.add({ fault: { kind: "delay-acks", delayMs: 60_000 }, now: true });
    stream.call.write(ingestRecord(0, order(1)));
    await vi.waitFor(async () => expect((await rowsOf(local)).length).toBe(1));
    expect(stream.acks).toEqual([]);
    stream.call.cancel();
    await stream.ended;
  });
});

/** Writes a request and waits until it is stored: each gets an ack of its own. */
async function ingestAndSettle(local: LocalZerobus, stream: RawStream, offset: number): Promise<void> {
  stream.call.write(ingestRecord(offset, order(offset)));
  await vi.waitFor(async () => expect((await rowsOf(local)).length).toBe(offset + 1));
}

/** The offsets as they came, undefined where there was none. */
function acksOf({ responses }: RawStream): readonly (bigint | undefined)[] {
  return responses.flatMap(({ case: kind, value }) =>
    kind === "ingestRecordResponse"
      ? [Object.hasOwn(value, "durabilityAckUpToOffset") ? value.durabilityAckUpToOffset : undefined]
      : [],
  );
}
