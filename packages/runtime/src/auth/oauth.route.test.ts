import { once } from "node:events";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { testAuthority, testServer } from "../testing/test-certificates.js";
import { TunnelProxy } from "../testing/tunnel-proxy.js";
import { HttpProxy } from "../transport/http-proxy.js";
import { trusting } from "../transport/trust.js";
import type { HeadersProvider } from "./headers-provider.js";
import { type OAuthOptions, oauthHeaders } from "./oauth.js";

const { signal } = new AbortController();
const table = "main.shop.orders";
const clientSecret = "client-s3cret";

let proxy: TunnelProxy;
let server: Server;
let asked: IncomingMessage[];
let answer: (response: ServerResponse) => void;

beforeEach(async () => {
  asked = [];
  answer = (response) =>
    response.end(JSON.stringify({ access_token: `token-${asked.length}`, expires_in: 600 }));
  const serve: RequestListener = (request, response) => {
    asked.push(request.resume());
    answer(response);
  };
  server = createServer(testServer, serve).listen(0, "127.0.0.1");
  server.on("tlsClientError", () => {});
  await once(server, "listening");
  proxy = await TunnelProxy.start();
  const address = server.address();
  proxy.leadsToPort = address !== null && typeof address === "object" ? address.port : 0;
});

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await proxy.close();
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

function providerWith(route: Partial<OAuthOptions["route"]> = {}): HeadersProvider {
  const way = {
    target: new URL("https://workspace.test"),
    proxy: proxyAt(),
    trust: trusting(testAuthority, {}),
  };
  return oauthHeaders({ route: { ...way, ...route }, workspaceId: "1", clientId: "client-1", clientSecret });
}

function proxyAt(): HttpProxy {
  return HttpProxy.parse(`http://user:pr0xy-s3cret@127.0.0.1:${proxy.port}`, "x");
}

async function failureOf(provider: HeadersProvider): Promise<unknown> {
  const error: unknown = await provider.headers(table, signal).catch((reason: unknown) => reason);
  const basic = Buffer.from(`client-1:${clientSecret}`).toString("base64");
  const shown = inspect(error, { depth: 20, showHidden: true, getters: true });
  for (const secret of ["s3cret", basic, basic.slice(8)]) expect(shown).not.toContain(secret);
  return error;
}

test("the request for a token goes through the proxy, over TLS to the workspace's name", async () => {
  const provider = providerWith();
  expect(await provider.headers(table, signal)).toEqual({ authorization: "Bearer token-1" });
  const authorization = `Basic ${Buffer.from("user:pr0xy-s3cret").toString("base64")}`;
  expect(proxy.asked).toEqual([
    { authority: "workspace.test:443", hostHeader: "workspace.test:443", authorization },
  ]);
  expect(asked[0]?.headers).toMatchObject({ host: "workspace.test", "content-length": expect.any(String) });
  expect(asked[0]?.headers).not.toHaveProperty("proxy-authorization");
  const shown = `${inspect(provider, { depth: 20, showHidden: true })} ${JSON.stringify(provider)}`;
  expect(shown).not.toContain("s3cret");
});

describe("no token, and why,", () => {
  test("when the workspace's certificate is by nobody we trust", async () => {
    expect(await failureOf(providerWith({ trust: undefined }))).toMatchObject({
      code: "unavailable",
      table,
      hint: expect.stringMatching(/`ca`.*NODE_EXTRA_CA_CERTS/),
    });
    expect(asked).toEqual([]);
  });

  test.each([
    [407, "invalid_argument"],
    [502, "unavailable"],
  ])("when the proxy answers %d", async (status, code) => {
    proxy.status = status;
    expect(await failureOf(providerWith())).toMatchObject({
      code,
      table,
      message: expect.stringContaining(`answered ${status} when asked for workspace.test:443`),
    });
  });

  test("when the answer is no HTTP, though it quotes what was sent", async () => {
    answer = (response) => {
      const { authorization } = asked[0]?.headers ?? {};
      response.socket?.end(`what? ${authorization} ${clientSecret}\r\n\r\n`);
    };
    expect(await failureOf(providerWith())).toMatchObject({
      code: "unavailable",
      message: expect.stringContaining(
        "no answer from the token endpoint https://workspace.test/oidc/v1/token",
      ),
    });
  });

  test("when the answer breaks off, or turns into something else", async () => {
    const head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    for (const rest of ['5\r\n{"acc', "5\r\n12345\r\nzz\r\n\r\n"]) {
      answer = (response) => response.socket?.end(head + rest);
      expect(await failureOf(providerWith())).toMatchObject({ code: "unavailable", retryable: true });
    }
  });

  test("when the client is closed meanwhile", async () => {
    const provider = providerWith();
    answer = () => provider.close?.();
    expect(await failureOf(provider)).toMatchObject({ code: "unavailable" });
    await vi.waitFor(() => expect(asked[0]?.socket.destroyed).toBe(true), { interval: 5 });
  });
});

test.each([408, 429, 500, 503])(
  "a token that is still good is used when its renewal fails with %d",
  async (status) => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const provider = providerWith();
    const first = await provider.headers(table, signal);
    vi.advanceTimersByTime(599_000);
    answer = (response) => response.writeHead(status).end("{}");
    expect(await provider.headers(table, signal)).toEqual(first);
    expect(asked).toHaveLength(2);
    provider.invalidate?.(table, first);
    expect(await failureOf(provider)).toMatchObject({ code: "unavailable" });
  },
);

test("a token that is still good is not used when its renewal is refused", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const provider = providerWith();
  await provider.headers(table, signal);
  vi.advanceTimersByTime(599_000);
  answer = (response) => response.writeHead(401).end("{}");
  expect(await failureOf(provider)).toMatchObject({ code: "unauthenticated" });
});

test("a token's life counts from the head of the answer, however long its body takes", async () => {
  let time = 0;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => time);
  answer = async (response) => {
    response.write(" ");
    // The client has looked at its clock: the head is there.
    await vi.waitFor(() => expect(clock).toHaveBeenCalled(), { interval: 5 });
    time += 300_000;
    response.end(JSON.stringify({ access_token: `token-${asked.length}`, expires_in: 600 }));
  };
  const provider = providerWith();
  await provider.headers(table, signal);
  expect(await provider.headers(table, signal)).toEqual({ authorization: "Bearer token-2" });
});
