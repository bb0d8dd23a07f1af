import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SchemaRead } from "@zerobus-gen/schema";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SourceError } from "../source-error.js";
import type { CatalogCredentials } from "./catalog-credentials.js";
import type { Patience } from "./catalog-request.js";
import { openCatalog } from "./catalog-session.js";
import { readCatalogTable } from "./unity-catalog.js";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const token = "dapi-s3cret-token";
const servicePrincipal = { clientId: "client-1", clientSecret: "s3cret-client" };
const basic = Buffer.from("client-1:s3cret-client").toString("base64");

const orders = {
  full_name: "main.shop.orders",
  columns: [{ name: "id", type_json: '"long"', position: 0, nullable: false }],
};

let server: Server;
let host = "";
let answers: Handler[] = [];
let asked: string[] = [];
let delays: number[] = [];

beforeEach(async () => {
  answers = [];
  asked = [];
  delays = [];
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

function json(status: number, body: unknown, headers: Record<string, string> = {}): Handler {
  return (_, response) => response.writeHead(status, headers).end(JSON.stringify(body));
}

interface Options extends Patience {
  readonly host?: string;
  readonly table?: string;
  readonly credentials?: CatalogCredentials;
}

async function read(options: Options = {}): Promise<SchemaRead> {
  const patience: Patience = {
    delay: async (ms) => {
      delays.push(ms);
    },
    random: () => 1,
    ...options,
  };
  const session = await openCatalog(options.host ?? host, options.credentials ?? { token }, patience);
  return readCatalogTable(session, options.table ?? "main.shop.orders");
}

/** The error of a read that fails, checked not to show what nobody may see. */
async function failure(rest: Options = {}): Promise<SourceError> {
  const error: unknown = await read(rest).catch((reason: unknown) => reason);
  if (!(error instanceof SourceError)) throw new Error("expected a SourceError", { cause: error });
  expect(`${error.stack} ${error.hint} ${String(error.cause)}`).not.toMatch(/s3cret/);
  expect(`${error.stack} ${error.hint}`).not.toContain(basic);
  return error;
}

describe("readCatalogTable", () => {
  test("asks for the table with the token and reads the answer", async () => {
    answers = [json(200, orders)];
    const { tables, problems } = await read();
    expect(problems).toEqual([]);
    expect(tables.map(({ name }) => name)).toEqual([{ catalog: "main", schema: "shop", table: "orders" }]);
    expect(asked).toEqual([`GET /api/2.1/unity-catalog/tables/main.shop.orders Bearer ${token}`]);
  });

  test("gets a token for a service principal first", async () => {
    let body = "";
    answers = [
      (request, response) => {
        request.on("data", (chunk) => {
          body += chunk;
        });
        request.on("end", () => response.end(JSON.stringify({ access_token: "fresh", expires_in: 3600 })));
      },
      json(200, orders),
    ];
    const { tables } = await read({ credentials: servicePrincipal });
    expect(tables).toHaveLength(1);
    expect(body).toBe("grant_type=client_credentials&scope=all-apis");
    expect(asked).toEqual([
      `POST /oidc/v1/token Basic ${basic}`,
      "GET /api/2.1/unity-catalog/tables/main.shop.orders Bearer fresh",
    ]);
  });

  test("hands on what is wrong with the table", async () => {
    answers = [json(200, { ...orders, browse_only: true })];
    const { tables, problems } = await read();
    expect(tables).toEqual([]);
    expect(problems).toMatchObject([{ code: "BROWSE_ONLY", table: "main.shop.orders" }]);
  });

  test("hands on a table that cannot be written as it is", async () => {
    answers = [json(200, { ...orders, table_type: "VIEW" })];
    const { tables, problems } = await read();
    expect(tables).toMatchObject([{ facts: { kind: "VIEW" } }]);
    expect(problems).toEqual([]);
  });

  test.each(["orders", "main.shop.a/../b", "main.shop.a b", "main.shop.1st"])(
    "refuses the name %j without asking",
    async (table) => {
      const { problems } = await read({ table });
      expect(problems.map(({ code }) => code)).toEqual(["TABLE_NAME"]);
      expect(asked).toEqual([]);
    },
  );

  test.each([
    [401, "does not accept the token", "DATABRICKS_TOKEN"],
    [403, "may not read main.shop.orders", "GRANT USE SCHEMA ON SCHEMA main.shop"],
    [
      404,
      "does not exist, or this principal cannot see it",
      "create it on the local server: zerobus-gen dev",
    ],
    [418, "answered 418", "DATABRICKS_HOST"],
  ])("explains a %d", async (status, message, hint) => {
    answers = [json(status, { error_code: "SOME_CODE", message: `no \u001b[31m${token} for you` })];
    const error = await failure();
    expect(error.message).toContain(message);
    expect(error.message).toContain("SOME_CODE: no  [31m*** for you");
    expect(error.hint).toContain(hint);
    expect(asked).toHaveLength(1);
  });

  test.each([429, 500, 503])("tries again after a %d, later each time", async (status) => {
    answers = [json(status, {}), json(status, {}), json(200, orders)];
    expect((await read()).tables).toHaveLength(1);
    expect(delays).toEqual([250, 500]);
  });

  test("waits as long as the server asks for, within limits", async () => {
    answers = [
      json(429, {}, { "retry-after": "2" }),
      json(503, {}, { "retry-after": new Date(Date.now() + 60_000).toUTCString() }),
      json(200, orders),
    ];
    await read();
    expect(delays).toEqual([2000, expect.toSatisfy((ms: number) => ms > 50_000 && ms <= 60_000)]);
    answers = [json(429, {}, { "retry-after": "9999" })];
    expect((await failure()).message).toContain("asks to be left alone for 9999 s");
    expect(delays).toHaveLength(2);
  });

  test("begins no attempt when its time is up", async () => {
    answers = [json(503, {})];
    await failure({ budgetMs: 600, random: () => 1 });
    expect(delays.at(-1)).toBeLessThan(600);
    expect(asked.length).toBeLessThan(4);
  });

  test("gives up on a server that stays overloaded", async () => {
    answers = [json(503, { error_code: "TEMPORARILY_UNAVAILABLE" })];
    expect((await failure()).message).toContain("503 (TEMPORARILY_UNAVAILABLE)");
    expect(asked).toHaveLength(5);
    expect(delays).toEqual([250, 500, 1000, 2000]);
  });

  test("tries again when the connection breaks, and then says why", async () => {
    answers = [(request) => request.socket.destroy(), json(200, orders)];
    expect((await read()).tables).toHaveLength(1);
    const error = await failure({ host: "http://127.0.0.1:1" });
    expect(error.message).toMatch(/cannot reach http:\/\/127\.0\.0\.1:1\/.*: .+/);
  });

  test("does not wait for ever", async () => {
    answers = [() => undefined];
    expect((await failure({ timeoutMs: 20 })).message).toContain("no answer within 20 ms");
    answers = [(_, response) => response.write("{")];
    expect((await failure({ timeoutMs: 20 })).message).toContain("no answer within 20 ms");
  });

  test("stops when its signal aborts", async () => {
    const abort = new AbortController();
    answers = [() => abort.abort()];
    await failure({ signal: abort.signal });
    expect(asked).toHaveLength(1);
    expect(delays).toEqual([]);
  });

  test("follows no redirect", async () => {
    answers = [json(302, {}, { location: "http://127.0.0.1:1/elsewhere" })];
    expect((await failure()).message).toContain("redirect (302)");
    expect(asked).toHaveLength(1);
  });

  test("stops reading an answer that is too large", async () => {
    answers = [(_, response) => response.end(Buffer.alloc(9 * 1024 * 1024, "x"))];
    expect((await failure()).message).toContain("more than 8388608 bytes");
    expect(asked).toHaveLength(1);
  });

  test("says that an answer is not JSON", async () => {
    answers = [(_, response) => response.end("<html>login</html>")];
    expect((await failure()).message).toContain("not JSON");
  });

  test("says that the server knows another table than the one asked for", async () => {
    answers = [json(200, { ...orders, full_name: "main.shop.customers" })];
    expect((await failure()).message).toContain("main.shop.customers");
    answers = [json(200, { ...orders, full_name: "MAIN.shop.Orders" })];
    expect((await read()).tables).toHaveLength(1);
  });

  test.each<[string, CatalogCredentials]>([
    ["an empty token", { token: " " }],
    ["a token with a line break in it", { token: "s3cret\r\nx: y" }],
    ["a secret that is no ASCII", { clientId: "id", clientSecret: "s3creté" }],
  ])("refuses %s without showing it", async (_, credentials) => {
    expect((await failure({ credentials })).hint).toContain("copy it again");
    expect(asked).toEqual([]);
  });

  test.each([
    [
      json(401, { error: "invalid_client", error_description: `bad ${basic} s3cret-client` }),
      "401 (invalid_client: bad *** ***)",
    ],
    [json(200, { token: "x" }), "without an access_token"],
    [json(200, { access_token: "a\nb" }), "holds characters"],
    [(_: IncomingMessage, response: ServerResponse) => response.end("<html>"), "without an access_token"],
  ])("explains that there is no token", async (answer, message) => {
    answers = [answer];
    expect((await failure({ credentials: servicePrincipal })).message).toContain(message);
  });

  test("sends no token in the open", async () => {
    expect((await failure({ host: "http://dbc-1.cloud.databricks.com" })).message).toContain("not https");
  });
});
