import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { formatProblem, formatTableName, type SchemaRead } from "@zerobus-gen/schema";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ReadOptions, readSources } from "../read-sources.js";
import { SourceError } from "../source-error.js";

/** Tables by full name, with what a list says of each. */
let tables: Record<string, object> = {};
/** Answers before the catalog does, where it returns true. */
let before: (request: IncomingMessage, response: ServerResponse, url: URL) => boolean | undefined;
let asked: string[] = [];
let open = 0;
let most = 0;
let server: Server;
let host = "";

const base = "/api/2.1/unity-catalog";
const info = (full_name: string, rest: object = {}) => ({
  full_name,
  table_type: "MANAGED",
  data_source_format: "DELTA",
  columns: [{ name: "id", type_json: '"long"', position: 0, nullable: false }],
  ...rest,
});

beforeEach(async () => {
  tables = {};
  asked = [];
  [open, most] = [0, 0];
  before = () => undefined;
  server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://x");
    asked.push(`${url.pathname.slice(base.length)}${url.search}`);
    most = Math.max(most, ++open);
    response.on("close", () => open--);
    if (before(request, response, url) !== true) answer(response, url);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

/** Two entries a page, and an empty page before each. */
function answer(response: ServerResponse, url: URL): void {
  const send = (status: number, body: object): void =>
    void response.writeHead(status).end(JSON.stringify(body));
  const [, kind = "", name] = url.pathname.slice(base.length).split("/");
  if (name !== undefined) {
    const table = tables[name];
    return table ? send(200, table) : send(404, { error_code: "TABLE_DOES_NOT_EXIST" });
  }
  const {
    catalog_name: catalog,
    schema_name: schema,
    page_token: page = "0",
  } = Object.fromEntries(url.searchParams);
  const parent = [catalog, schema].flatMap((part) => part ?? []);
  const inside = Object.keys(tables).filter((full) => `${full}.`.startsWith([...parent, ""].join(".")));
  if (inside.length === 0) return send(404, { error_code: "NOT_FOUND" });
  const names = [...new Set(inside.map((full) => full.split(".")[parent.length] ?? ""))];
  const start = Number(page.replace("empty", ""));
  const next = start + 2;
  if (!page.startsWith("empty")) return send(200, { [kind]: null, next_page_token: `empty${start}` });
  send(200, {
    [kind]: names.slice(start, next).map((entry) => {
      const { columns: _, ...rest } = { columns: 0, ...tables[[...parent, entry].join(".")] };
      return { ...rest, name: entry };
    }),
    next_page_token: next < names.length ? `${next}` : null,
  });
}

function add(...names: readonly string[]): void {
  for (const name of names) tables[name] = info(name);
}

function read(sources: readonly string[], options: Partial<ReadOptions> = {}): Promise<SchemaRead> {
  return readSources(sources, {
    catalog: () => ({ host, credentials: { token: "dapi-1" } }),
    patience: { delay: async () => undefined, timeoutMs: 5000 },
    ...options,
  });
}

const names = (read: SchemaRead) => read.tables.map(({ name }) => formatTableName(name));
const errors = (read: SchemaRead) => read.problems.filter(({ severity }) => severity === "error");

describe("a pattern", () => {
  test("stands for the tables that fit, through pages that may be empty", async () => {
    add("main.sales.c", "main.sales.a", "main.sales.b", "main.sales.e", "main.sales.d", "main.hr.a");
    const result = await read(["main.sales.*"]);
    expect(result.problems).toEqual([]);
    expect(names(result)).toEqual(["a", "b", "c", "d", "e"].map((name) => `main.sales.${name}`));
    const lists = asked.filter((path) => path.startsWith("/tables?"));
    expect(lists).toHaveLength(6);
    expect(lists[0]).toBe(
      "/tables?catalog_name=main&schema_name=sales&max_results=0&omit_columns=true&omit_properties=true&omit_username=true",
    );
  });

  test("may have stars in every part, ignores case, and passes over what is the system's", async () => {
    add("main.bronze.Raw_a", "main.silver.raw_b", "main.information_schema.raw_c", "dev.bronze.raw_d");
    add("system.bronze.raw_e", "dev.bronze.other");
    expect(names(await read(["*.*.RAW_*"]))).toEqual([
      "dev.bronze.raw_d",
      "main.bronze.Raw_a",
      "main.silver.raw_b",
    ]);
    expect(names(await read(["*.bronze.raw_*"]))).toEqual(["dev.bronze.raw_d", "main.bronze.Raw_a"]);
  });

  test("leaves out what nobody can write, with one warning a reason", async () => {
    add("a.b.ok", "a.b.1st");
    tables["a.b.v2"] = info("a.b.v2", { table_type: "VIEW" });
    tables["a.b.v1"] = info("a.b.v1", { table_type: "VIEW" });
    tables["a.b.ice"] = info("a.b.ice", { data_source_format: "ICEBERG" });
    tables["a.b.ext"] = info("a.b.ext", { table_type: "EXTERNAL" });
    const result = await read(["a.b.*"]);
    expect(names(result)).toEqual(["a.b.ext", "a.b.ok"]);
    expect(result.problems.map(({ severity, code, message }) => [severity, code, message])).toEqual([
      ["warning", "TABLE_KIND", "left out, since Zerobus does not write to a VIEW: a.b.v1, a.b.v2"],
      ["warning", "TABLE_FORMAT", "left out, since it is ICEBERG and not DELTA: a.b.ice"],
      ["warning", "TABLE_NAME", "left out, since the service does not take such names: a.b.1st"],
    ]);
    expect(names(await read(["a.b.v1"]))).toEqual(["a.b.v1"]);
  });

  test.each([
    ["main.sales.ordrs*", "did you mean orders?"],
    ["main.sale*s.x*", "there are hr"],
    ["main.sales.zzz*", "there are customers, orders"],
    ["main.salse.*", "did you mean main.sales?"],
    ["mian.sales.*", "did you mean main?"],
  ])("that nothing fits, %s, is an error: %s", async (pattern, hint) => {
    add("main.sales.orders", "main.sales.customers");
    if (pattern.includes("sale*s")) tables = { "main.hr.x": info("main.hr.x") };
    const result = await read([pattern]);
    expect(errors(result)).toMatchObject([{ code: "NO_TABLE", table: pattern }]);
    expect(result.problems.map(formatProblem).join()).toContain(hint);
  });

  test("that leads to a schema which may not be read warns of it, and a schema that is named is an error", async () => {
    add("main.open.a", "main.shut.b");
    before = (_, response, url) => {
      if (url.searchParams.get("schema_name") !== "shut") return false;
      response.writeHead(403).end('{"error_code":"PERMISSION_DENIED"}');
      return true;
    };
    const result = await read(["main.*.*"]);
    expect(names(result)).toEqual(["main.open.a"]);
    expect(result.problems).toMatchObject([
      { severity: "warning", message: expect.stringContaining("may not read the schema main.shut (403)") },
    ]);
    expect(errors(await read(["main.shut.*"]))).toMatchObject([
      { hint: expect.stringContaining("GRANT USE SCHEMA ON SCHEMA main.shut") },
    ]);
  });

  test("that overlaps another reads each table once, in the order of the sources", async () => {
    add("a.b.x", "a.b.y", "a.b.z");
    expect(names(await read(["a.b.z", "a.b.*", "A.b.Y"]))).toEqual(["a.b.z", "a.b.x", "a.b.y"]);
    expect(asked.filter((path) => !path.includes("?"))).toHaveLength(3);
  });

  test.each([
    ["the same page again", () => ({ tables: [], next_page_token: "again" }), "the same page comes again"],
    ["no list", () => ({ tables: {} }), "no list of tables: tables is an object"],
    ["entries without a name", () => ({ tables: [{}] }), "lists tables without a name"],
    ["a list that never ends", () => ({ next_page_token: `${asked.length}` }), "still more after 3000 pages"],
  ])("does not take %s", async (_, body, message) => {
    before = (_, response) => {
      response.end(JSON.stringify(body()));
      return true;
    };
    expect(errors(await read(["a.b.*"]))).toMatchObject([{ message: expect.stringContaining(message) }]);
  });
});

describe("names", () => {
  test("are read eight at a time, and told of as they come", async () => {
    const many = Array.from({ length: 40 }, (_, index) => `a.b.t${String(index).padStart(2, "0")}`);
    add(...many);
    const told: string[] = [];
    const held: (() => void)[] = [];
    let tablesAsked = 0;
    before = (_, response, url) => {
      const name = url.pathname.split("/").at(-1) ?? "";
      if (!name.startsWith("a.b.")) return false;
      held.push(() => answer(response, url));
      // One is let go as soon as eight wait: another must take its place.
      if (++tablesAsked === many.length) for (const go of held.splice(0)) go();
      else if (held.length === 8) held.shift()?.();
      return true;
    };
    const result = await read(["a.b.*"], {
      onProgress: (done, total, name) => told.push(`${done}/${total} ${name}`),
    });
    expect(names(result)).toEqual(many);
    expect(most).toBe(8);
    expect(told).toHaveLength(40);
    expect(told.at(-1)).toMatch(/^40\/40 a\.b\.t\d\d$/);
  });

  test("that are misspelt are problems of their own, with what was meant", async () => {
    add("main.shop.orders", "main.shop.customers");
    const result = await read(["main.shop.ordrs", "main.shpo.orders", "man.shop.orders", "main.shop.orders"]);
    expect(names(result)).toEqual(["main.shop.orders"]);
    expect(result.problems.map(({ table, hint }) => `${table}: ${hint?.split("?")[0]}`)).toEqual([
      "main.shop.ordrs: did you mean main.shop.orders",
      "main.shpo.orders: did you mean main.shop",
      "man.shop.orders: did you mean main",
    ]);
    expect(asked.filter((path) => path.startsWith("/schemas"))).toHaveLength(2);
  });

  test("stop at the first answer that says that nothing will work", async () => {
    before = (_, response) => {
      response.writeHead(401).end();
      return true;
    };
    const result = await read(["a.b.x", "a.b.y"]);
    expect(errors(result)).toMatchObject([{ message: expect.stringContaining("does not accept the token") }]);
  });

  test("need no token where the catalog wants none", async () => {
    add("a.b.x");
    let sent: string | undefined = "unset";
    before = (request) => {
      sent = request.headers.authorization;
      return false;
    };
    const result = await read(["a.b.x"], { catalog: () => ({ host, credentials: "none" }) });
    expect(names(result)).toEqual(["a.b.x"]);
    expect(sent).toBeUndefined();
  });

  test("are not asked for any longer when the signal fires", async () => {
    add(...Array.from({ length: 100 }, (_, index) => `a.b.t${index}`));
    const abort = new AbortController();
    const result = read(["a.b.*"], { signal: abort.signal, onProgress: () => abort.abort() });
    await expect(result).rejects.toThrow(SourceError);
    await expect(result).rejects.toThrow("reading was stopped");
    expect(asked.filter((path) => !path.includes("?")).length).toBeLessThan(30);
  });
});
