import { execFile } from "node:child_process";
import { once } from "node:events";
import { createSecureServer } from "node:http2";
import { createServer, type Server as HttpsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Environment } from "../packages/generator/src/doctor/project.js";
import { reach } from "../packages/generator/src/doctor/reach.js";
import { testServer } from "../packages/runtime/src/testing/test-certificates.js";
import { TunnelProxy } from "../packages/runtime/src/testing/tunnel-proxy.js";
import { builtProgram } from "./support/built-program.js";
import { findingsOf, linesOf, mendsOf } from "./support/doctor.js";

const limits = { timeoutMs: 5_000, signal: new AbortController().signal };

/** Has the server listen for the time of the test. Resolves with its port. */
async function listening(server: Server | HttpsServer): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  });
  return (server.address() as AddressInfo).port;
}

async function tunnelTo(port: number, status?: number): Promise<string> {
  const proxy = await TunnelProxy.start();
  onTestFinished(() => proxy.close());
  proxy.leadsToPort = port;
  if (status !== undefined) proxy.status = status;
  return `http://me:pr0xy-s3cret@127.0.0.1:${proxy.port}`;
}

/** What the doctor says of an endpoint, in a process that trusts the authority of the tests. */
async function trusting(ZEROBUS_ENDPOINT: string, environment: Environment = {}): Promise<readonly string[]> {
  const program = await builtProgram("doctor-network");
  const authority = new URL("../packages/runtime/src/testing/certificates/test-only-ca.pem", import.meta.url);
  const { stdout } = await promisify(execFile)(process.execPath, [program], {
    env: {
      ...process.env,
      ZEROBUS_ENDPOINT,
      ZEROBUS_EMULATOR_HOST: "",
      NODE_EXTRA_CA_CERTS: fileURLToPath(authority),
      ...environment,
    },
  });
  return linesOf(JSON.parse(stdout), "network");
}

describe("an endpoint whose certificate is trusted", () => {
  test("answers", async () => {
    const port = await listening(createSecureServer({ ...testServer, allowHTTP1: true }));
    expect(await trusting(`https://localhost:${port}`)).toEqual([
      `ok: the endpoint localhost:${port} answers, TLSv1.3`,
    ]);
  });

  test("answers through a proxy", async () => {
    const HTTPS_PROXY = await tunnelTo(await listening(createSecureServer(testServer)));
    expect(await trusting("https://zerobus.test", { HTTPS_PROXY })).toEqual([
      "ok: the endpoint zerobus.test answers, TLSv1.3",
    ]);
  });

  test("without HTTP/2 has something before it that gRPC does not get through", async () => {
    const port = await listening(createServer(testServer));
    expect(await trusting(`https://localhost:${port}`)).toEqual([
      `ok: the endpoint localhost:${port} answers, TLSv1.3`,
      expect.stringMatching(/^warning: localhost:\d+ does not offer HTTP\/2/),
    ]);
  });
});

describe("reach", () => {
  test("names the step that failed", async () => {
    const tls = await listening(createServer(testServer));
    const silent = await listening(createTcpServer());
    const garbage = await listening(
      createTcpServer((socket) => socket.on("error", () => {}).end("what?\r\n\r\n")),
    );
    const free = createTcpServer();
    free.listen(0, "127.0.0.1");
    await once(free, "listening");
    const { port: closed } = free.address() as AddressInfo;
    free.close();
    await once(free, "close");
    const local = (port: number): URL => new URL(`https://127.0.0.1:${port}`);
    const short = { ...limits, timeoutMs: 100 };
    expect(await reach(new URL("https://nobody.invalid"), undefined, limits)).toMatchObject({ step: "name" });
    expect(await reach(local(closed), undefined, limits)).toMatchObject({
      step: "connection",
      code: "ECONNREFUSED",
    });
    expect(await reach(local(tls), undefined, limits)).toMatchObject({
      step: "encryption",
      code: expect.stringMatching(/UNABLE|SELF/),
    });
    expect(await reach(local(garbage), undefined, limits)).toMatchObject({ step: "encryption" });
    expect(await reach(local(silent), undefined, short)).toEqual({
      step: "encryption",
      code: "TIMEOUT",
      message: "no answer within 100 ms",
    });
    expect(await reach(local(tls), new URL(`http://127.0.0.1:${closed}`), limits)).toMatchObject({
      step: "proxy",
      code: "ECONNREFUSED",
    });
    expect(await reach(local(tls), new URL(await tunnelTo(tls, 407)), limits)).toMatchObject({
      step: "proxy",
      code: "407",
    });
    expect(await reach(local(tls), new URL(`http://127.0.0.1:${silent}`), short)).toMatchObject({
      step: "proxy",
      code: "TIMEOUT",
    });
  });

  test("ends when its check does", async () => {
    const silent = await listening(createTcpServer());
    const given = AbortSignal.timeout(50);
    const reached = await reach(new URL(`https://127.0.0.1:${silent}`), undefined, {
      timeoutMs: 600_000,
      signal: given,
    });
    expect(reached).toMatchObject({ step: "encryption", code: "TIMEOUT" });
  });
});

describe("the network", () => {
  test.each<[number | undefined, RegExp]>([
    [407, /^put user and password into the proxy variable/],
    [403, /^have the proxy allow CONNECT to nobody\.invalid/],
    [undefined, /NODE_EXTRA_CA_CERTS/],
  ])("behind a proxy that answers %s", async (status, mend) => {
    const HTTPS_PROXY = await tunnelTo(await listening(createServer(testServer)), status);
    const environment = { DATABRICKS_HOST: "nobody.invalid", HTTPS_PROXY };
    const findings = await findingsOf(environment, {}, { only: ["addresses", "proxy", "network"] });
    expect(linesOf(findings, "network")).toEqual([
      expect.stringMatching(/^wrong: the workspace nobody\.invalid cannot/),
    ]);
    expect(mendsOf(findings, "network")).toMatch(mend);
  });

  test("without the name", async () => {
    const findings = await findingsOf(
      { DATABRICKS_HOST: "nobody.invalid" },
      {},
      { only: ["addresses", "network"] },
    );
    expect(mendsOf(findings, "network")).toMatch(/^no such name: check the spelling/);
  });

  test("with a server that is none of TLS", async () => {
    const port = await listening(
      createTcpServer((socket) => socket.on("error", () => {}).end("SSH-2.0\r\n")),
    );
    const environment = { DATABRICKS_HOST: `https://127.0.0.1:${port}` };
    const findings = await findingsOf(environment, {}, { only: ["addresses", "network"] });
    expect(mendsOf(findings, "network")).toMatch(/^something that is no TLS server answers there/);
  });
});
