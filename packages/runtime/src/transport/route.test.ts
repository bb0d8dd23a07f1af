import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ZerobusError } from "../errors.js";
import { testAuthority, testServer } from "../testing/test-certificates.js";
import { TunnelProxy } from "../testing/tunnel-proxy.js";
import { HttpProxy } from "./http-proxy.js";
import { followRoute, openRoute, type Route } from "./route.js";
import { trusting } from "./trust.js";

const trust = trusting(testAuthority, {});
const patience = (): AbortSignal => new AbortController().signal;
const open = new Set<Socket>();
const servers: Server[] = [];
const proxies: TunnelProxy[] = [];

afterEach(async () => {
  for (const socket of open) socket.destroy();
  for (const server of servers.splice(0)) {
    server.close();
    await once(server, "close");
  }
  for (const proxy of proxies.splice(0)) await proxy.close();
});

/** A server that says who it was called, and then says everything back. */
async function echo(secure: boolean): Promise<number> {
  const serve = (socket: Socket | TLSSocket): void => {
    open.add(socket);
    socket.on("error", () => {});
    const name = "servername" in socket ? `${socket.servername || "?"} ${socket.alpnProtocol}` : "plain";
    socket.write(`hello ${name}\n`);
    socket.pipe(socket);
  };
  const server = secure
    ? createTlsServer({ ...testServer, ALPNProtocols: ["h2", "http/1.1"] }, serve)
    : createServer(serve);
  server.on("tlsClientError", () => {});
  return listen(server);
}

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on("connection", (socket: Socket) => open.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it does not listen");
  return address.port;
}

async function startProxy(secure = false): Promise<TunnelProxy> {
  const proxy = await TunnelProxy.start({ secure });
  proxies.push(proxy);
  return proxy;
}

/** What the echo at the end of a route has said when it has heard a line. */
async function conversation(route: Route, protocol: string): Promise<string> {
  const socket = await openRoute(route, protocol, patience());
  open.add(socket);
  socket.write("line\n");
  let heard = "";
  socket.on("data", (bytes: Buffer) => {
    heard += bytes.toString();
  });
  await vi.waitFor(() => expect(heard).toMatch(/line\n$/), { interval: 5 });
  return heard;
}

async function failure(route: Route, signal: AbortSignal = patience()): Promise<ZerobusError> {
  const error: unknown = await openRoute(route, "h2", signal).catch((reason: unknown) => reason);
  if (!(error instanceof ZerobusError)) return expect.unreachable("it does not fail");
  expect(`${error.message} ${error.stack}`).not.toMatch(/secret|c2VjcmV0/);
  return error;
}

describe("the way leads to the server", () => {
  test("straight, in the clear", async () => {
    const target = new URL(`http://127.0.0.1:${await echo(false)}`);
    expect(await conversation({ target }, "h2")).toBe("hello plain\nline\n");
  });

  test.each([
    ["localhost", "localhost h2"],
    ["127.0.0.1", "? h2"],
  ])("straight, over TLS, by the name %s", async (host, name) => {
    const target = new URL(`https://${host}:${await echo(true)}`);
    expect(await conversation({ target, trust }, "h2")).toBe(`hello ${name}\nline\n`);
  });

  test.each([false, true])("through a proxy, in the clear (TLS to the proxy: %s)", async (secure) => {
    const port = await echo(false);
    const proxy = await startProxy(secure);
    const address = `${secure ? "https" : "http"}://us%40er:secret@localhost:${proxy.port}`;
    const route = {
      target: new URL(`http://zerobus.test:${port}`),
      proxy: HttpProxy.parse(address, "x"),
      trust,
    };
    expect(await conversation(route, "h2")).toBe("hello plain\nline\n");
    const authority = `zerobus.test:${port}`;
    const authorization = `Basic ${Buffer.from("us@er:secret").toString("base64")}`;
    expect(proxy.asked).toEqual([{ authority, hostHeader: authority, authorization }]);
  });

  test.each([false, true])("through a proxy, over TLS (TLS to the proxy: %s)", async (secure) => {
    const proxy = await startProxy(secure);
    proxy.leadsToPort = await echo(true);
    const address = `${secure ? "https" : "http"}://localhost:${proxy.port}`;
    const route = { target: new URL("https://zerobus.test"), proxy: HttpProxy.parse(address, "x"), trust };
    expect(await conversation(route, "http/1.1")).toBe("hello zerobus.test http/1.1\nline\n");
    expect(proxy.asked).toMatchObject([{ authority: "zerobus.test:443", authorization: undefined }]);
  });

  test("through a proxy, by an IPv6 address", async () => {
    const proxy = await startProxy();
    proxy.leadsToPort = await echo(true);
    const route = {
      target: new URL("https://[::1]:8443"),
      proxy: HttpProxy.parse(`127.0.0.1:${proxy.port}`, "x"),
      trust,
    };
    expect(await conversation(route, "h2")).toBe("hello ? h2\nline\n");
    expect(proxy.asked).toMatchObject([{ authority: "[::1]:8443" }]);
  });

  test("through a proxy whose answer brings the server's first words along", async () => {
    const port = await listen(
      createServer((socket) =>
        socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\n\r\nearly ") && socket.pipe(socket)),
      ),
    );
    const route = {
      target: new URL("http://zerobus.test"),
      proxy: HttpProxy.parse(`127.0.0.1:${port}`, "x"),
    };
    expect(await conversation(route, "h2")).toBe("early line\n");
  });
});

describe("the way leads nowhere", () => {
  let target: URL;
  let proxy: TunnelProxy;
  let route: Route;

  beforeEach(async () => {
    target = new URL(`https://zerobus.test:${await echo(true)}`);
    proxy = await startProxy();
    route = { target, proxy: HttpProxy.parse(`user:secret@127.0.0.1:${proxy.port}`, "x"), trust };
  });

  test.each([
    [407, "invalid_argument", "put user name and password into the proxy's address"],
    [403, "invalid_argument", "NO_PROXY"],
    [302, "unavailable", "NO_PROXY"],
    [502, "unavailable", "NO_PROXY"],
    [503, "unavailable", "NO_PROXY"],
  ])("when the proxy answers %d: %s", async (status, code, hint) => {
    proxy.status = status;
    const error = await failure(route);
    expect(error).toMatchObject({ code, hint: expect.stringContaining(hint) });
    expect(error.message).toContain(
      `http://127.0.0.1:${proxy.port} answered ${status} when asked for ${target.host}`,
    );
  });

  test.each<[string, string]>([
    ["speaks no HTTP", "SSH-2.0-OpenSSH\r\n"],
    ["hangs up", ""],
  ])("when the proxy %s", async (_, words) => {
    const port = await listen(createServer((socket) => socket.once("data", () => socket.end(words))));
    const error = await failure({ ...route, proxy: HttpProxy.parse(`user:secret@127.0.0.1:${port}`, "x") });
    expect(error).toMatchObject({
      code: "unavailable",
      hint: expect.stringContaining("check that the proxy"),
    });
    expect(error.message).toContain(
      `no connection to ${target.origin} through the proxy http://127.0.0.1:${port} (`,
    );
  });

  test("when nobody listens", async () => {
    const port = proxy.port;
    await proxy.close();
    proxies.splice(0);
    const direct = await failure({ target: new URL(`http://127.0.0.1:${port}`) });
    expect(direct.message).toContain(`no connection to http://127.0.0.1:${port} (connect ECONNREFUSED`);
    expect(direct).toMatchObject({ code: "unavailable", hint: expect.stringContaining("zerobus-gen dev") });
    expect((await failure(route)).message).toContain(
      `the proxy http://127.0.0.1:${port} (connect ECONNREFUSED`,
    );
  });

  test.each(["the proxy", "the server", "the proxy's TLS"])("when %s never answers", async (who) => {
    const silent = await listen(createServer((socket) => socket.resume()));
    const address = `${who === "the proxy's TLS" ? "https" : "http"}://127.0.0.1:${silent}`;
    if (who === "the server") proxy.leadsToPort = silent;
    else route = { ...route, proxy: HttpProxy.parse(address, "x") };
    const error = await failure(route, AbortSignal.timeout(100));
    expect(error).toMatchObject({ code: "unavailable", retryable: true });
    await vi.waitFor(() => expect([...open].every(({ destroyed }) => destroyed)).toBe(true), { interval: 5 });
  });

  test("when its signal has fired before", async () => {
    await expect(openRoute(route, "h2", AbortSignal.abort("late"))).rejects.toBe("late");
    const socket = connect(proxy.port, "127.0.0.1");
    await once(socket, "connect");
    for (const way of [route, { target: new URL("http://127.0.0.1") }]) {
      await expect(followRoute(socket, way, "h2", AbortSignal.abort())).rejects.toThrow(/it was given up/);
      expect(socket.destroyed).toBe(true);
    }
  });

  test("when the certificate is by nobody we trust; the error says what to do", async () => {
    for (const untrusting of [
      { target: new URL(`https://127.0.0.1:${target.port}`) },
      { ...route, trust: undefined },
    ]) {
      const error = await failure(untrusting);
      expect(error).toMatchObject({ code: "unavailable" });
      expect(error.hint).toMatch(/`ca`.*NODE_EXTRA_CA_CERTS/);
    }
  });

  test("when the proxy's certificate is by nobody we trust", async () => {
    const secure = await startProxy(true);
    const error = await failure({ target, proxy: HttpProxy.parse(`https://127.0.0.1:${secure.port}`, "x") });
    expect(error.hint).toMatch(/`ca`.*NODE_EXTRA_CA_CERTS/);
    expect(secure.asked).toEqual([]);
  });

  test("when the certificate is for another host", async () => {
    const error = await failure({ ...route, target: new URL(`https://elsewhere.test:${target.port}`) });
    expect(error).toMatchObject({ code: "unavailable", hint: expect.stringContaining("for another host") });
  });

  test("when the server does not speak HTTP/2", async () => {
    const server = createTlsServer(testServer, (socket) => socket.on("error", () => {}));
    const port = await listen(server);
    const error = await failure({ target: new URL(`https://localhost:${port}`), trust });
    expect(error.message).toContain("it does not speak HTTP/2");
  });
});
