import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSources, type SchemaRead } from "zerobus-gen";
import { ProxyAgent } from "../packages/generator/src/source/catalog/proxy-agent.js";
import { chooseProxy } from "../packages/generator/src/source/catalog/proxy-choice.js";
import { testAuthority, testServer } from "../packages/runtime/src/testing/test-certificates.js";
import { TunnelProxy } from "../packages/runtime/src/testing/tunnel-proxy.js";

let catalog: Server;
let port = 0;
let connections = 0;
beforeEach(async () => {
  connections = 0;
  catalog = createServer(testServer, (request, response) => {
    const full_name = decodeURIComponent(request.url?.split("/").at(-1) ?? "");
    response.end(JSON.stringify({ full_name, columns: [{ name: "id", type_json: '"long"', position: 0 }] }));
  });
  catalog.on("secureConnection", () => connections++);
  catalog.listen(0, "127.0.0.1");
  await once(catalog, "listening");
  port = (catalog.address() as AddressInfo).port;
});
afterEach(async () => {
  catalog.closeAllConnections();
  catalog.close();
  await once(catalog, "close");
});

/** Reads from a host whose name only the proxy knows. */
async function read(proxyAddress: string, tables: readonly string[], timeoutMs = 5000): Promise<SchemaRead> {
  const host = `https://workspace.test:${port}`;
  const proxy = chooseProxy(host, { HTTPS_PROXY: proxyAddress });
  if (proxy === undefined) throw new Error("expected a proxy");
  const agent = new ProxyAgent(proxy, { ca: testAuthority });
  try {
    return await readSources(tables, {
      catalog: () => ({ host, credentials: { token: "dapi-1" } }),
      patience: { agent, delay: async () => undefined, timeoutMs },
    });
  } finally {
    agent.destroy();
  }
}

describe("the live catalog behind a proxy", () => {
  it.each([false, true])(
    "is reached through tunnels, which are used again (TLS to the proxy: %s)",
    async (secure) => {
      const proxy = await TunnelProxy.start({ secure });
      const many = Array.from({ length: 20 }, (_, index) => `a.b.t${index}`);
      const { tables, problems } = await read(
        `http${secure ? "s" : ""}://u:p@proxy.test:${proxy.port}`.replace("proxy.test", "localhost"),
        many,
      );
      expect(problems).toEqual([]);
      expect(tables).toHaveLength(20);
      expect(proxy.asked[0]).toEqual({
        authority: `workspace.test:${port}`,
        hostHeader: `workspace.test:${port}`,
        authorization: `Basic ${Buffer.from("u:p").toString("base64")}`,
      });
      expect(connections).toBeLessThanOrEqual(8);
      await proxy.close();
    },
  );

  it.each([
    [407, "put user and password into its address"],
    [403, "answered 403 when asked for workspace.test"],
  ])("is not reached where the proxy answers %d", async (status, message) => {
    const proxy = await TunnelProxy.start();
    proxy.status = status;
    const { problems } = await read(`http://u:s3cret@localhost:${proxy.port}`, ["a.b.c"]);
    expect(problems).toMatchObject([{ message: expect.stringContaining(message) }]);
    expect(JSON.stringify(problems)).not.toContain("s3cret");
    await proxy.close();
  });

  it("is not waited for where the proxy says nothing, or is not there", async () => {
    const proxy = await TunnelProxy.start();
    proxy.status = undefined;
    const address = `http://localhost:${proxy.port}`;
    const silent = await read(address, ["a.b.c"], 50);
    expect(silent.problems).toMatchObject([{ message: expect.stringContaining("no answer within 50 ms") }]);
    await proxy.close();
    const gone = await read(address, ["a.b.c"]);
    expect(gone.problems).toMatchObject([
      { message: expect.stringContaining(`the proxy ${address} is of no use`) },
    ]);
  });
});
