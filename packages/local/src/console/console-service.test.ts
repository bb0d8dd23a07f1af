import { describe, expect, it, vi } from "vitest";
import { ask, eventsOf, stateOf } from "../testing/console-client.js";
import { ORDERS, order, ordersInfo } from "../testing/orders.js";
import { client, opened, opening, started } from "../testing/orders-server.js";
import { fetchToken, requestToken } from "../testing/raw-client.js";
import { createStream, ingestBatch, ingestRecord } from "../testing/requests.js";
import { VERSION } from "../version.js";
import { ConsoleService } from "./console-service.js";
import type { DriftView, Sample } from "./views.js";

describe(ConsoleService, () => {
  it("tells of the server, its tables, its streams and what was committed", async () => {
    const before = Date.now();
    const local = await started();
    const stream = await opened(local);
    stream.call.write(ingestBatch(0, [order(1), order(2)]));
    stream.call.write(ingestRecord(1, order(3)));
    await stream.acked(1n);
    const state = await stateOf(local);
    const { server, tables, streams, commits } = state;
    expect(server).toMatchObject({ endpoint: local.endpoint, ack: "committed", version: VERSION });
    expect(server.dir).toBe(tables[0]?.directory?.slice(0, server.dir?.length));
    expect(server.startedAt).toBeGreaterThanOrEqual(before);
    expect(server.totals).toMatchObject({ rows: 3, refusals: 0 });
    const column = { unsupported: null, comment: null, nullable: true };
    expect(tables).toMatchObject([
      {
        fullName: ORDERS,
        streams: 1,
        rows: 3,
        lastCommitAt: commits[0]?.at,
        version: commits[0]?.version,
        drift: null,
        columns: [
          { ...column, name: "id", type: "bigint", nullable: false },
          { ...column, name: "note", type: "string", comment: "free text" },
          { ...column, name: "total", type: "decimal(10,2)" },
        ],
      },
    ]);
    expect(streams).toMatchObject([
      {
        id: 1,
        table: ORDERS,
        recordType: "PROTO",
        client: expect.stringContaining("grpc-node-js"),
        received: 2,
        committed: 2,
        acked: 2,
        rows: 3,
        endedAt: null,
        ended: null,
      },
    ]);
    expect(commits.at(-1)).toMatchObject({ table: ORDERS, operation: "create", version: 0, rows: 0 });
    expect(commits[0]).toMatchObject({ operation: "append", durationMs: expect.any(Number) });
    const ofTable = await (await ask(local, `/tables/${ORDERS}/commits`)).json();
    expect(ofTable).toEqual(commits);
  });

  it("tells what was refused and why, and neither a token nor a secret", async () => {
    const local = await started();
    await fetch(`${local.endpoint}/oidc/v1/token`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from("id:topsecret").toString("base64")}` },
      body: new URLSearchParams({ grant_type: "password", password: "topsecret" }),
    });
    local.faults.add({ fault: { kind: "refuse-token" } });
    await requestToken(local.catalog, ORDERS);
    const stranger = (await client(local)).open("topsecret");
    stranger.call.write(createStream());
    await stranger.ended;
    for (const bad of [ingestRecord(5, order(1)), ingestRecord(0, Buffer.from([255]))]) {
      const stream = await opened(local);
      stream.call.write(bad);
      await stream.ended;
    }
    const { refusals, server, streams } = await stateOf(local);
    expect(refusals.map(({ what, table, code }) => [what, table, code])).toEqual([
      ["record", ORDERS, "INVALID_ARGUMENT"],
      ["request", ORDERS, "INVALID_ARGUMENT"],
      ["stream", ORDERS, "UNAUTHENTICATED"],
      ["token", null, "temporarily_unavailable"],
      ["token", null, "unsupported_grant_type"],
    ]);
    expect(refusals[0]?.message).toMatch(/row 0 of the request at offset 0.*4044/);
    expect(server.totals.refusals).toBe(5);
    await vi.waitFor(async () => {
      const ends = (await stateOf(local)).streams.map(({ ended, code }) => [ended, code]);
      expect(ends).toEqual([
        ["refused", "INVALID_ARGUMENT"],
        ["refused", "INVALID_ARGUMENT"],
        ["refused", "UNAUTHENTICATED"],
      ]);
    });
    expect(JSON.stringify([refusals, streams])).not.toMatch(/topsecret|dG9wc2VjcmV0/);
  });

  it("sends the state first, then whenever it has changed, and a sample each second", async () => {
    const local = await started();
    const events = eventsOf(local);
    expect((await events.next()).value).toMatchObject({ name: "state", data: { streams: [] } });
    const stream = await opening(local);
    stream.call.write(ingestRecord(0, order(1)));
    await stream.acked(0n);
    const samples: Sample[] = [];
    const states: unknown[] = [];
    for await (const { name, data } of events) {
      if (name === "sample") samples.push(data as Sample);
      else states.push(data);
      const isSeen = states.length > 0 && samples.some(({ rows }) => rows === 1);
      if (isSeen && samples.length > 1) break;
    }
    expect(states.at(-1)).toMatchObject({ streams: [{ acked: 1 }], server: { totals: { rows: 1 } } });
    const times = samples.map(({ at }) => at);
    expect(times).toEqual([...new Set(times)].sort());
    const sample = samples.find(({ rows }) => rows === 1);
    expect(sample).toMatchObject({ refusals: 0, ackP50Ms: expect.any(Number) });
    const all = (await (await ask(local, "/samples")).json()) as Sample[];
    expect(all).toEqual(expect.arrayContaining(samples));
  });

  it("serves sixty-four readers at a time, and those that come when others have left", async () => {
    const local = await started();
    const leaving = new AbortController();
    const read = (): Promise<Response> => ask(local, "/events", { signal: leaving.signal });
    const answers = await Promise.all(Array.from({ length: 64 }, read));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const refused = await ask(local, `/tables/${ORDERS}/tail`);
    expect([refused.status, await refused.json()]).toMatchObject([503, { error_code: "RESOURCE_EXHAUSTED" }]);
    leaving.abort();
    await vi.waitFor(async () => {
      const answer = await ask(local, "/events");
      await answer.body?.cancel();
      expect(answer.status).toBe(200);
    });
  });

  it("ends its events when the server closes", async () => {
    const local = await started();
    const events = eventsOf(local);
    await events.next();
    const closed = local.close();
    for await (const _ of events) void _;
    await closed;
  });

  it("tells how tables stand to generated code, anew whenever a table changes", async () => {
    const same: DriftView = {
      verdict: "same",
      generatedFingerprint: "a",
      tableFingerprint: "a",
      changes: [],
    };
    const asked: string[][] = [];
    const local = await started({
      async drift(tables) {
        asked.push(tables.map(({ fullName, info }) => `${fullName} ${JSON.stringify(info).length > 100}`));
        return { [ORDERS]: asked.length > 3 ? { ...same, verdict: "breaking" } : same };
      },
    });
    const driftNow = async () => (await stateOf(local)).tables.map(({ drift }) => drift?.verdict);
    await vi.waitFor(async () => expect(await driftNow()).toEqual(["same"]));
    while (asked.length < 4) await local.alterTable({ ...ordersInfo, comment: String(asked.length) });
    await vi.waitFor(async () => expect(await driftNow()).toEqual(["breaking"]));
    expect(asked.at(-1)).toEqual([`${ORDERS} true`]);
    const before = asked.length;
    await fetchToken(local.catalog, ORDERS);
    await stateOf(local);
    expect(asked.length).toBe(before);
  });

  it("goes on without drift where that cannot be told, and says so once", async () => {
    const lines: string[] = [];
    const local = await started({
      drift: () => Promise.reject(new Error("no lock file")),
      log: (line) => lines.push(line),
      tables: [],
    });
    await vi.waitFor(() => expect(lines).toContain("drift could not be checked: Error: no lock file"));
    await local.createTable(ordersInfo);
    expect((await stateOf(local)).tables[0]?.drift).toBeNull();
  });
});
