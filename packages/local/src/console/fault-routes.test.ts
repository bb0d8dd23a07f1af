import { describe, expect, it } from "vitest";
import { ask, send, stateOf } from "../testing/console-client.js";
import { ORDERS } from "../testing/orders.js";
import { opening, started } from "../testing/orders-server.js";
import { faultRoutes } from "./fault-routes.js";

describe(faultRoutes, () => {
  it("adds a rule that strikes, and shows it until it is spent", async () => {
    const local = await started();
    const rule = { fault: { kind: "refuse-create", code: "ABORTED" }, table: ORDERS, times: 2 };
    const added = await send(local, "/faults", rule);
    expect([added.status, await added.json()]).toEqual([201, { id: 1, rule, hits: 0 }]);
    await (await opening(local)).ended;
    expect((await stateOf(local)).faults).toEqual([{ id: 1, rule, hits: 1 }]);
    await (await opening(local)).ended;
    expect((await stateOf(local)).faults).toEqual([]);
  });

  it("removes one rule, or all", async () => {
    const local = await started();
    for (let i = 0; i < 3; i++) local.faults.add({ fault: { kind: "cut" } });
    expect((await ask(local, "/faults/2", { method: "DELETE" })).status).toBe(200);
    expect(local.faults.list().map(({ id }) => id)).toEqual([1, 3]);
    for (const id of ["2", "0", "x", "__proto__"]) {
      const gone = await ask(local, `/faults/${id}`, { method: "DELETE" });
      expect([gone.status, await gone.json()]).toMatchObject([404, { error_code: "FAULT_DOES_NOT_EXIST" }]);
    }
    await ask(local, "/faults", { method: "DELETE" });
    expect(local.faults.list()).toEqual([]);
  });

  it("names everything that is wrong with a rule", async () => {
    const local = await started();
    const response = await send(local, "/faults", { fault: { kind: "stall" }, times: 0 });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      {
        error_code: "INVALID_PARAMETER_VALUE",
        message: expect.stringMatching(/times is 0.*forMs is missing/),
      },
    ]);
  });

  it.each([
    ["half a body", "{", "the body is no JSON"],
    ["null", "null", "a rule is an object"],
    ["100 kB", `"${"x".repeat(100_000)}"`, "bytes at most"],
    ["five thousand levels", '{"fault":'.repeat(5_000), "the body is no JSON"],
  ])("refuses %s", async (_, body, message) => {
    const local = await started();
    const headers = { "content-type": "application/json; charset=utf-8" };
    const response = await ask(local, "/faults", { method: "POST", headers, body });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { message: expect.stringContaining(message) },
    ]);
  });

  it.each([
    undefined,
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/jsonp",
  ])("takes no %s, which a page of another site could send", async (type) => {
    const local = await started();
    const body = new TextEncoder().encode(JSON.stringify({ fault: { kind: "cut" } }));
    const headers = type === undefined ? {} : { "content-type": type };
    expect((await ask(local, "/faults", { method: "POST", headers, body })).status).toBe(415);
    expect(local.faults.list()).toEqual([]);
  });

  it("takes a thousand rules at most", async () => {
    const local = await started();
    for (let i = 0; i < 1000; i++) local.faults.add({ fault: { kind: "cut" } });
    expect((await send(local, "/faults", { fault: { kind: "cut" } })).status).toBe(409);
  });
});
