import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import type { LocalZerobus } from "../index.js";
import { started } from "../testing/orders-server.js";
import { isOwnOrigin } from "./own-origin.js";

const RULE = JSON.stringify({ fault: { kind: "cut" } });

describe(isOwnOrigin, () => {
  it.each([
    [undefined, "localhost:1", true],
    ["http://localhost:1", "localhost:1", true],
    ["http://LOCALHOST:1", "localhost:1", true],
    ["http://[::1]:1", "[::1]:1", true],
    ["http://localhost:2", "localhost:1", false],
    ["http://localhost", "localhost:1", false],
    ["http://127.0.0.1:1", "localhost:1", false],
    ["https://localhost:1", "localhost:1", false],
    ["http://evil.example", "localhost:1", false],
    ["http://localhost:1.evil.example", "localhost:1", false],
    ["null", "localhost:1", false],
    ["", "localhost:1", false],
    ["http://undefined", undefined, false],
  ])("of %j at %j is %j", (origin, host, is) => {
    expect(isOwnOrigin(origin, host)).toBe(is);
  });

  it.each([
    "GET /",
    "GET /console/",
    "GET /console/api/state",
    "GET /console/api/events",
    "GET /console/api/tables/main.shop.orders/tail",
    "DELETE /console/api/faults",
    "POST /console/api/faults",
    "OPTIONS /console/api/faults",
    "POST /oidc/v1/token",
    "GET /api/2.1/unity-catalog/catalogs",
  ])("is asked for by %s", async (line) => {
    const local = await started();
    const host = new URL(local.endpoint).host;
    const handle = local.faults.add({ fault: { kind: "goaway" } });
    for (const headers of [
      { host, origin: "http://localhost:3000" },
      { host, origin: "null" },
      // A name of somebody else's that leads here, and the page that it gave out.
      { host: "rebound.example", origin: "http://rebound.example" },
      { host: "rebound.example" },
    ]) {
      expect(await statusOf(local, line, headers)).toBe(403);
    }
    expect(local.faults.list()).toEqual([handle]);
  });

  it("lets the page of this server in, and programs", async () => {
    const local = await started();
    const { host } = new URL(local.endpoint);
    const line = "POST /console/api/faults";
    expect(await statusOf(local, line, { host, origin: local.endpoint })).toBe(201);
    expect(await statusOf(local, line, { host })).toBe(201);
  });
});

/** Spoken by hand, since fetch does not let anybody write a Host. */
async function statusOf(
  local: LocalZerobus,
  line: string,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  const all = { ...headers, connection: "close", "content-type": "application/json" };
  const lines = Object.entries({ ...all, "content-length": String(RULE.length) });
  const socket = connect(Number(new URL(local.endpoint).port), "127.0.0.1");
  socket.end(
    `${line} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${RULE}`,
  );
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return Number(answer.split(" ")[1]);
}
