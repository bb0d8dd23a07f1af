import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ErrorCode, ZerobusError } from "../errors.js";
import type { HeadersProvider } from "./headers-provider.js";
import { oauthHeaders } from "./oauth.js";

const clientSecret = "dose-s3cret/ä:+";
const basic = Buffer.from(`client-1:${clientSecret}`).toString("base64");
const { signal } = new AbortController();

/** What was asked of the token endpoint. */
interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

let server: Server;
let origin: string;
let asked: Asked[];
let answer: (response: ServerResponse) => void;

beforeEach(async () => {
  asked = [];
  answer = (response) =>
    response.end(JSON.stringify({ access_token: `token-${asked.length}`, expires_in: 3600 }));
  server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString("utf8");
    asked.push({ method: request.method, url: request.url, headers: request.headers, body });
    answer(response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

function provider(): HeadersProvider {
  return oauthHeaders({
    route: { target: new URL(origin) },
    workspaceId: "1234",
    clientId: "client-1",
    clientSecret,
  });
}

/** The error of a failed request, of which no part shows the secret. */
async function failure(table = "main.shop.orders"): Promise<ZerobusError> {
  const error: unknown = await provider()
    .headers(table, signal)
    .catch((reason: unknown) => reason);
  if (!(error instanceof ZerobusError)) return expect.unreachable("it did not fail");
  const all = inspect(error, { depth: 20, showHidden: true, getters: true });
  for (const secret of [clientSecret, "s3cret", basic, encodeURIComponent(clientSecret)]) {
    expect(`${all} ${error.stack} ${error.message}`).not.toContain(secret);
  }
  return error;
}

describe("the request for a token", () => {
  test("is a client-credentials grant for exactly one table", async () => {
    expect(await provider().headers("main.shop.orders", signal)).toEqual({ authorization: "Bearer token-1" });
    const [request] = asked;
    expect(request).toMatchObject({ method: "POST", url: "/oidc/v1/token" });
    expect(request?.headers).toMatchObject({
      authorization: `Basic ${basic}`,
      "content-type": expect.stringContaining("application/x-www-form-urlencoded"),
    });
    const { authorization_details: details = "", ...form } = Object.fromEntries(
      new URLSearchParams(request?.body),
    );
    expect(form).toEqual({
      grant_type: "client_credentials",
      scope: "all-apis",
      resource: "api://databricks/workspaces/1234/zerobusDirectWriteApi",
    });
    const type = "unity_catalog_privileges";
    expect(JSON.parse(details)).toEqual([
      { type, privileges: ["USE CATALOG"], object_type: "CATALOG", object_full_path: "main" },
      { type, privileges: ["USE SCHEMA"], object_type: "SCHEMA", object_full_path: "main.shop" },
      {
        type,
        privileges: ["SELECT", "MODIFY"],
        object_type: "TABLE",
        object_full_path: "main.shop.orders",
        operations: ["zerobuswrite"],
      },
    ]);
  });

  test("is made once for each table, however many ask", async () => {
    const headers = provider();
    const tables = ["main.a.b", "main.a.c", "main.a.b"];
    const tokens = await Promise.all(tables.map((table) => headers.headers(table, signal)));
    expect(asked).toHaveLength(2);
    expect(tokens[0]).toEqual(tokens[2]);
    expect(await headers.headers("main.a.b", signal)).toEqual(tokens[0]);
    expect(asked).toHaveLength(2);
  });

  test("is made again for a token that the server has rejected", async () => {
    const headers = provider();
    const first = await headers.headers("main.a.b", signal);
    headers.invalidate?.("main.a.b", { ...first, "x-other": "1" });
    const second = await headers.headers("main.a.b", signal);
    expect(second).toEqual({ authorization: "Bearer token-2" });
    headers.invalidate?.("main.a.b", first);
    expect(await headers.headers("main.a.b", signal)).toEqual(second);
    headers.invalidate?.("main.a.b");
    expect(await headers.headers("main.a.b", signal)).toEqual({ authorization: "Bearer token-3" });
  });

  test.each([
    ["3600", 1],
    ["3600.5", 1],
    [3600.5, 1],
    [1e308, 1],
    [" 3600 ", 1],
    [undefined, 2],
    [null, 2],
    [true, 2],
    [[3600], 2],
    ["", 2],
    ["0x10", 2],
    ["-5", 2],
    [0, 2],
    [-5, 2],
    ["soon", 2],
  ])(
    "is made again at once only when the life of the token, here %o, is unknown",
    async (expires, requests) => {
      answer = (response) => response.end(JSON.stringify({ access_token: "t", expires_in: expires }));
      const headers = provider();
      await headers.headers("main.a.b", signal);
      await headers.headers("main.a.b", signal);
      expect(asked).toHaveLength(requests);
    },
  );
});

describe("an answer that is no token", () => {
  test.each<[number, object, ErrorCode, string]>([
    [400, { error: "invalid_request" }, "unauthenticated", "answered 400, invalid_request"],
    [401, { error: "invalid_client" }, "unauthenticated", "answered 401, invalid_client"],
    [403, {}, "unauthenticated", "answered 403"],
    [404, [], "unauthenticated", "answered 404"],
    [408, {}, "unavailable", "answered 408"],
    [429, { error: "temporarily_unavailable" }, "unavailable", "answered 429, temporarily_unavailable"],
    [500, {}, "unavailable", "answered 500"],
    [503, { error: 5 }, "unavailable", "answered 503"],
  ])("with status %d and %j is %s", async (status, body, code, message) => {
    answer = (response) => response.writeHead(status).end(JSON.stringify(body));
    const error = await failure();
    expect(error).toMatchObject({ code, table: "main.shop.orders" });
    expect(error.message).toContain(`${origin}/oidc/v1/token ${message}`);
  });

  test("is not repeated when it could quote what was sent", async () => {
    const error_description = `wrong secret ${clientSecret} in ${basic}`;
    answer = (response) =>
      response.writeHead(401).end(JSON.stringify({ error: `bad ${clientSecret}`, error_description }));
    expect((await failure()).message).not.toContain("bad");
  });

  test.each<[string, string]>([
    ["no JSON", "<html>"],
    ["null", "null"],
    ["a list", "[]"],
    ["without a token", "{}"],
    ["with a token that is no text", '{"access_token":5}'],
    ["with an empty token", '{"access_token":""}'],
    ["with a token that no header can carry", '{"access_token":"a\\r\\nx-evil: 1"}'],
  ])("though it is a good one, being %s", async (_, body) => {
    answer = (response) => response.end(body);
    expect(await failure()).toMatchObject({ code: "unauthenticated" });
  });

  test.each([301, 302, 307, 308])(
    "but a redirect (%d) is not followed: it would take the secret along",
    async (status) => {
      answer = (response) => response.writeHead(status, { location: `${origin}/elsewhere` }).end();
      expect(await failure()).toMatchObject({ code: "unauthenticated" });
      expect(asked.map(({ url }) => url)).toEqual(["/oidc/v1/token"]);
    },
  );

  test("but longer than any token is not read to its end", async () => {
    answer = (response) => {
      const chunk = Buffer.alloc(64 * 1024, "x");
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on("drain", more);
      more();
    };
    expect(await failure()).toMatchObject({ code: "unavailable" });
  });

  test("but a lost connection is one that may come back", async () => {
    answer = (response) => response.destroy();
    expect(await failure()).toMatchObject({ code: "unavailable", retryable: true });
  });

  test("but nobody at all is one that may come back", async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
    expect(await failure()).toMatchObject({
      code: "unavailable",
      hint: expect.stringContaining("zerobus-gen dev"),
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
});
