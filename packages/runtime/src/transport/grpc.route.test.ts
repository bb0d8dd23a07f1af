import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ZerobusError } from "../errors.js";
import { answer, GrpcService, type ServerCall } from "../testing/grpc-service.js";
import { testAuthority } from "../testing/test-certificates.js";
import { TunnelProxy } from "../testing/tunnel-proxy.js";
import { grpcTransport } from "./grpc.js";
import { HttpProxy } from "./http-proxy.js";
import type { Route } from "./route.js";
import type { ServerMessage, Transport } from "./transport.js";
import { trusting } from "./trust.js";

const trust = trusting(testAuthority, {});
const quick = { keepaliveTimeMs: 100, keepaliveTimeoutMs: 100, connectTimeoutMs: 200 };

let proxy: TunnelProxy;
let services: GrpcService[];
let transports: Transport[];
let servers: Server[];
let sockets: Socket[];
let heard: ServerMessage[];
let ends: (ZerobusError | undefined)[];

beforeEach(async () => {
  [services, transports, servers, sockets, heard, ends] = [[], [], [], [], [], []];
  proxy = await TunnelProxy.start();
});

afterEach(async () => {
  for (const transport of transports) transport.close();
  for (const service of services) service.stop();
  await proxy.close();
  for (const socket of sockets) socket.destroy();
  for (const server of servers) {
    server.close();
    await once(server, "close");
  }
});

/** A service that creates the stream, and notes the names that it is called by. */
async function serviceOf(
  secure: boolean,
): Promise<{ readonly port: number; readonly authorities: string[] }> {
  const service = await GrpcService.start({ secure });
  services.push(service);
  const authorities: string[] = [];
  service.serve = (call: ServerCall) => {
    authorities.push(call.getHost());
    call.write(answer({ case: "createStreamResponse", value: { streamId: "s-1" } }));
    call.on("data", () => {});
    call.on("end", () => call.end());
  };
  return { port: service.port, authorities };
}

function along(route: Route, patience = quick): Transport {
  const transport = grpcTransport(route, "test", patience);
  transports.push(transport);
  return transport;
}

function start(transport: Transport): ReturnType<Transport["start"]> {
  // Not what stands there when a call ends after its test.
  const [hear, end] = [heard, ends];
  return transport.start({}, { message: (said) => hear.push(said), ended: (error) => end.push(error) });
}

/** Resolves when a call has ended; gives how. */
async function ended(): Promise<ZerobusError | undefined> {
  await vi.waitFor(() => expect(ends).toHaveLength(1), { interval: 5, timeout: 5_000 });
  return ends.pop();
}

async function created(): Promise<void> {
  await vi.waitFor(() => expect(heard).toHaveLength(1), { interval: 5, timeout: 5_000 });
}

describe("the channel", () => {
  test.each([false, true])("goes through the proxy, TLS inside the tunnel: %s", async (secure) => {
    const { port, authorities } = await serviceOf(secure);
    proxy.leadsToPort = port;
    const target = new URL(secure ? "https://1234.zerobus.test" : "http://1234.zerobus.test");
    const transport = along({
      target,
      proxy: HttpProxy.parse(`user:secret@127.0.0.1:${proxy.port}`, "x"),
      trust,
    });
    for (const call of [start(transport), start(transport)]) call.halfClose();
    await vi.waitFor(() => expect(ends).toEqual([undefined, undefined]), { interval: 5 });
    const authority = `1234.zerobus.test:${secure ? 443 : 80}`;
    expect(authorities).toEqual([authority, authority]);
    expect(proxy.asked).toEqual([
      {
        authority,
        hostHeader: authority,
        authorization: `Basic ${Buffer.from("user:secret").toString("base64")}`,
      },
    ]);
    expect(inspect(transport, { depth: 20, showHidden: true })).not.toMatch(/secret|c2VjcmV0/);
  });

  test("goes to the server's name, over TLS, when there is no proxy, whatever the environment says", async () => {
    const { port, authorities } = await serviceOf(true);
    vi.stubEnv("grpc_proxy", `http://127.0.0.1:${proxy.port}`);
    try {
      start(along({ target: new URL(`https://localhost:${port}`), trust })).halfClose();
      expect(await ended()).toBeUndefined();
      expect(authorities).toEqual([`localhost:${port}`]);
      expect(proxy.asked).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test("says why the proxy refuses, and nothing on the console", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => {});
    const { port } = await serviceOf(false);
    const address = `http://user:secret@127.0.0.1:${proxy.port}`;
    const route = { target: new URL(`http://zerobus.test:${port}`), proxy: HttpProxy.parse(address, "x") };
    proxy.status = 407;
    const transport = along(route);
    start(transport);
    const error = await ended();
    expect(error).toMatchObject({ code: "invalid_argument", retryable: false });
    expect(error?.message).toContain(`the proxy http://127.0.0.1:${proxy.port} answered 407`);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/secret|c2VjcmV0/);
    expect(said).not.toHaveBeenCalled();
    said.mockRestore();
    proxy.status = 200;
    await vi.waitFor(
      () => {
        start(transport);
        expect(heard.length).toBeGreaterThan(0);
      },
      { interval: 50, timeout: 5_000 },
    );
  });

  test("lets go of a connection that it is only making when it is closed", async () => {
    proxy.status = undefined;
    const transport = along(
      { target: new URL("http://zerobus.test"), proxy: HttpProxy.parse(`127.0.0.1:${proxy.port}`, "x") },
      { ...quick, connectTimeoutMs: 60_000 },
    );
    start(transport);
    await vi.waitFor(() => expect(proxy.asked).toHaveLength(1), { interval: 5 });
    transport.close();
    await vi.waitFor(() => expect(proxy.connections).toBe(0), { interval: 5 });
  });

  test("lets go of it however early it is closed", async () => {
    proxy.status = undefined;
    const address = `127.0.0.1:${proxy.port}`;
    const route = { target: new URL("http://zerobus.test"), proxy: HttpProxy.parse(address, "x") };
    for (let turns = 0; turns < 12; turns++) {
      const transport = along(route, { ...quick, connectTimeoutMs: 60_000 });
      start(transport);
      for (let turn = 0; turn < turns; turn++) await setImmediate();
      transport.close();
    }
    await vi.waitFor(() => expect(proxy.accepted).toBeGreaterThan(0), { interval: 5 });
    await vi.waitFor(() => expect(proxy.connections).toBe(0), { interval: 5 });
  });

  test("names the proxy when nothing answers there", async () => {
    const gone = proxy.port;
    await proxy.close();
    const target = new URL("http://zerobus.test");
    start(along({ target, proxy: HttpProxy.parse(`http://127.0.0.1:${gone}`, "x") }));
    const error = await ended();
    proxy = await TunnelProxy.start();
    expect(error).toMatchObject({ code: "unavailable", retryable: true });
    expect(error?.message).toContain(
      `no connection to http://zerobus.test through the proxy http://127.0.0.1:${gone} (ECONNREFUSED)`,
    );
  });

  test.each<[string, Omit<Route, "target">, string, RegExp]>([
    ["is by nobody we trust", {}, "localhost", /`ca`.*NODE_EXTRA_CA_CERTS/],
    ["is for another host", { trust }, "127.0.0.2", /for another host/],
  ])("says what to do when the certificate %s", async (_, route, host, hint) => {
    const { port } = await serviceOf(true);
    proxy.leadsToPort = port;
    const way = { ...route, proxy: HttpProxy.parse(`127.0.0.1:${proxy.port}`, "x") };
    start(along({ target: new URL(`https://${host}:${port}`), ...way }));
    const error = await ended();
    expect(error).toMatchObject({ code: "unavailable", retryable: true });
    expect(error?.hint).toMatch(hint);
  });
});

describe("silence", () => {
  /** A way in between that can stop passing bytes on, without a word to either side. */
  async function passing(port: number): Promise<{ readonly port: number; stop(): void }> {
    const pairs: [Socket, Socket][] = [];
    const server = createServer((inward) => {
      const onward = connect(port, "127.0.0.1");
      for (const socket of [inward, onward]) socket.on("error", () => {});
      inward.pipe(onward).pipe(inward);
      sockets.push(inward, onward);
      pairs.push([inward, onward]);
    }).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("it does not listen");
    const stop = (): void => {
      for (const [inward, onward] of pairs) {
        inward.unpipe(onward).resume();
        onward.unpipe(inward).resume();
      }
    };
    return { port: address.port, stop };
  }

  test("of a peer that has died without a word ends its calls, and the next one finds a new way", async () => {
    const { port } = await serviceOf(false);
    const between = await passing(port);
    const transport = along({ target: new URL(`http://127.0.0.1:${between.port}`) });
    start(transport);
    await created();
    between.stop();
    expect(await ended()).toMatchObject({ code: "unavailable", retryable: true });
    heard.pop();
    start(transport);
    await created();
    expect(ends).toEqual([]);
  });

  test("of a peer that lives, but has nothing to say, ends nothing", async () => {
    const { port } = await serviceOf(false);
    const call = start(along({ target: new URL(`http://127.0.0.1:${port}`) }));
    await created();
    // The one that dies tells when the time is over that the other has lived through.
    const dying = await passing(port);
    start(along({ target: new URL(`http://127.0.0.1:${dying.port}`) }));
    await vi.waitFor(() => expect(heard).toHaveLength(2), { interval: 5 });
    dying.stop();
    expect(await ended()).toMatchObject({ code: "unavailable" });
    expect(ends).toEqual([]);
    call.halfClose();
    expect(await ended()).toBeUndefined();
  });

  test.each(["http", "https"])("of a server from the first on (%s) ends the call, too", async (scheme) => {
    const server = createServer((socket) => sockets.push(socket.resume())).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    start(along({ target: new URL(`${scheme}://localhost:${port}`), trust }));
    expect(await ended()).toMatchObject({ code: "unavailable", retryable: true });
  });
});
