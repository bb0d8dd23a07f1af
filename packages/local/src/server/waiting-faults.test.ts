import { status } from "@grpc/grpc-js";
import { TOKEN_PATH } from "@zerobus-gen/runtime/protocol";
import { describe, expect, it } from "vitest";
import { ORDERS, order } from "../testing/orders.js";
import { opened, rowsOf, started } from "../testing/orders-server.js";
import { fetchToken, requestToken } from "../testing/raw-client.js";
import { ingestRecord } from "../testing/requests.js";
import { beforeCommit, beforeToken } from "./waiting-faults.js";

const DELAY_MS = 50;

describe(beforeToken, () => {
  it.each([
    [undefined, 503, "temporarily_unavailable"],
    [401, 401, "access_denied"],
    [500, 500, "temporarily_unavailable"],
  ] as const)("refuses a token with %s, for its table alone", async (given, want, error) => {
    const local = await started();
    const fault = { kind: "refuse-token", ...(given && { status: given }) } as const;
    const handle = local.faults.add({ fault, table: ORDERS });
    await fetchToken(local.catalog, "main.shop.items");
    await fetchToken(local.catalog);
    const refused = await requestToken(local.catalog, ORDERS);
    expect([refused.status, await refused.json()]).toEqual([want, expect.objectContaining({ error })]);
    expect((await requestToken(local.catalog, ORDERS)).status).toBe(200);
    expect(handle.hits).toBe(1);
  });

  it("delays a token, and refuses it then", async () => {
    const local = await started();
    local.faults.add({ fault: { kind: "delay-token", delayMs: DELAY_MS } });
    local.faults.add({ fault: { kind: "refuse-token" } });
    const start = performance.now();
    expect((await requestToken(local.catalog, ORDERS)).status).toBe(503);
    expect(performance.now() - start).toBeGreaterThanOrEqual(DELAY_MS - 1);
  });

  it("leaves a request alone that is refused anyway", async () => {
    const local = await started();
    const handle = local.faults.add({ fault: { kind: "refuse-token" } });
    expect((await fetch(local.catalog + TOKEN_PATH, { method: "POST", body: "" })).status).toBe(401);
    expect(handle.hits).toBe(0);
  });
});

describe(beforeCommit, () => {
  it("makes a disk slow", async () => {
    const local = await started();
    const handle = local.faults.add({ fault: { kind: "slow-disk", delayMs: DELAY_MS }, times: "always" });
    const stream = await opened(local);
    for (let i = 0; i < 2; i++) {
      const start = performance.now();
      stream.call.write(ingestRecord(i, order(i)));
      await stream.acked(BigInt(i));
      expect(performance.now() - start).toBeGreaterThanOrEqual(DELAY_MS - 1);
    }
    expect(handle.hits).toBe(2);
  });

  it("fails a commit: nothing of it is stored or acked, and the next one works", async () => {
    const local = await started();
    local.faults.add({ fault: { kind: "fail-commit" }, table: "main.shop.items" });
    local.faults.add({ fault: { kind: "fail-commit" }, table: ORDERS });
    const failing = await opened(local);
    for (let i = 0; i < 3; i++) failing.call.write(ingestRecord(i, order(i)));
    expect(await failing.ended).toMatchObject({
      code: status.UNAVAILABLE,
      details: expect.stringContaining("a scripted fault of the disk"),
    });
    expect([failing.acks, await rowsOf(local)]).toEqual([[], []]);
    const next = await opened(local);
    next.call.write(ingestRecord(0, order(9)));
    await next.acked(0n);
    expect(local.faults.list().length).toBe(1);
  });
});
