import { TABLE_NAME_HEADER } from "@zerobus-gen/runtime/protocol";
import { describe, expect, it, vi } from "vitest";
import { ORDERS, order } from "../testing/orders.js";
import { client, opened, opening, started } from "../testing/orders-server.js";
import { fetchToken } from "../testing/raw-client.js";
import { createStream, ingestRecord } from "../testing/requests.js";
import { StreamLog } from "./stream-log.js";

describe(StreamLog, () => {
  it("tells a live stream, and how each one ended", async () => {
    const local = await started();
    const [live, halfClosed, reset, bad, closed] = [
      await opened(local),
      await opened(local),
      await opened(local),
      await opened(local),
      await opened(local),
    ];
    for (const stream of [live, halfClosed, reset, bad, closed]) {
      stream.call.write(ingestRecord(0, order(1)));
      await stream.acked(0n);
    }
    halfClosed.call.end();
    await halfClosed.ended;
    reset.call.cancel();
    bad.call.write(ingestRecord(0, order(1)));
    await bad.ended;
    local.faults.add({ fault: { kind: "end" }, afterRequests: 2 });
    closed.call.write(ingestRecord(1, order(1)));
    await closed.ended;
    const one = { table: ORDERS, requests: 1, acked: 1, halfClosed: false };
    await vi.waitFor(() =>
      expect(local.streams()).toMatchObject([
        { ...one, ended: undefined },
        { ...one, ended: "half-close", halfClosed: true },
        { ...one, ended: "reset", halfClosed: expect.any(Boolean) },
        { ...one, ended: "refused", code: "INVALID_ARGUMENT" },
        { ...one, ended: "ended", requests: 2, acked: 2 },
      ]),
    );
  });

  it("tells a reset from a half-close even where the half-close came first", async () => {
    const local = await started();
    local.faults.add({ fault: { kind: "delay-acks", delayMs: 60_000 } });
    const stream = await opened(local);
    stream.call.write(ingestRecord(0, order(1)));
    stream.call.end();
    await vi.waitFor(() => expect(local.streams()).toMatchObject([{ halfClosed: true, ended: undefined }]));
    stream.call.cancel();
    await vi.waitFor(() => expect(local.streams()).toMatchObject([{ halfClosed: true, ended: "reset" }]));
  });

  it("tells headers and connection, but no token", async () => {
    const local = await started();
    const raw = await client(local);
    for (const name of ["a.b.c", "a.b.d"])
      await raw.open("secret", { [TABLE_NAME_HEADER]: name, "x-more": "1" });
    await (await opening(local)).created;
    const [first, second, third] = local.streams();
    expect(first).toMatchObject({
      table: "a.b.c",
      headers: { [TABLE_NAME_HEADER]: "a.b.c", "x-more": "1", "user-agent": expect.stringContaining("grpc") },
    });
    expect(JSON.stringify(local.streams())).not.toContain("secret");
    expect([first?.peer === second?.peer, first?.peer === third?.peer]).toEqual([true, false]);
  });

  it("knows a stream that lost its connection, with or without a fault", async () => {
    const local = await started();
    const raw = await client(local);
    const token = await fetchToken(local.catalog, ORDERS);
    const streams = [raw.open(token), raw.open(token), await opened(local)];
    for (const { call } of streams.slice(0, 2)) call.write(createStream());
    await Promise.all(streams.map(({ created }) => created));
    local.faults.add({ fault: { kind: "commit-then-cut" } });
    const victim = streams[1];
    victim?.call.write(ingestRecord(0, order(1)));
    await victim?.ended;
    const ends = () => local.streams().map(({ ended, halfClosed }) => [ended, halfClosed]);
    await vi.waitFor(() => expect(ends().filter(([ended]) => ended)).toHaveLength(2));
    expect(ends().sort()).toEqual(
      [
        [undefined, false],
        ["reset", false],
        ["struck", false],
      ].sort(),
    );
  });

  it("keeps the newest thousand", () => {
    const log = new StreamLog();
    for (let i = 0; i < 1005; i++) log.open({ table: `a.b.t${i}`, peer: "", headers: {} }, i);
    const tables = log.list().map(({ table }) => table);
    expect([tables.length, tables[0], tables.at(-1)]).toEqual([1000, "a.b.t5", "a.b.t1004"]);
  });
});
