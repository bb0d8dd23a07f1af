import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { Tokens } from "../auth/tokens.js";
import { FaultBook } from "../faults/fault-book.js";
import { NoSuchTableError } from "../index.js";
import type { LocalZerobus } from "../local-zerobus.js";
import type { GroupCommit } from "../store/group-commit.js";
import { Warehouse } from "../store/warehouse.js";
import { MemoryFormat, type MemoryStore } from "../testing/memory-format.js";
import { ORDERS, ordersInfo, ordersSchema } from "../testing/orders.js";
import { rowsOf, started } from "../testing/orders-server.js";
import { fetchToken } from "../testing/raw-client.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { Inserts } from "./inserts.js";

interface Sent {
  readonly table?: string;
  readonly token?: string;
  readonly headers?: Record<string, string>;
}

describe("rows over plain HTTP", () => {
  it("are durable when they are answered, to the last digit", async () => {
    const local = await started();
    const answer = await insert(local, '[{"id":9007199254740993,"total":"1.50"},{"id":"2","note":"é"}]');
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
    expect(await rowsOf(local)).toEqual([
      { id: 9007199254740993n, note: null, total: 150n },
      { id: 2n, note: "é", total: null },
    ]);
  });

  it.each<[string, BodyInit, RegExp]>([
    ["a bad row among good ones", '[{"id":1},{"id":2,"x":1},{"id":3}]', /row 1 of the request, .*'x'.*4044/],
    ["a row without a NOT NULL column", "[{}]", /column id: NOT NULL.*4044/],
    ["no array", '{"id":1}', /not a JSON array of records: .*expected array/],
    ["two arrays", '[{"id":1}][{"id":2}]', /trailing characters/],
    ["a row that is no object", '[{"id":1},[]]', /row 1 .*expected object/],
    ["rows that are not between their brackets", '[{"id":1],{"id":2}]', /row 0|trailing/],
    ["no rows", "[]", /no records/],
    ["no body", "", /in the middle of a value/],
    ["bytes that are not UTF-8", Uint8Array.of(0x5b, 0xff, 0x5d), /UTF-8/],
    ["more than 10 MiB", `[{"id":1}${" ".repeat(10 * 1024 * 1024)}]`, /Batch size exceeds/],
    [
      "more than 10 MiB in pieces",
      new Blob(["[", " ".repeat(11 * 1024 * 1024)]).stream(),
      /Batch size exceeds/,
    ],
  ])("are refused as a whole: %s", async (_, body, why) => {
    const local = await started();
    const answer = await insert(local, body);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error_code: "INVALID_PARAMETER_VALUE", message: expect.stringMatching(why) },
    ]);
    expect(await rowsOf(local)).toEqual([]);
  });

  it.each<[string, Sent, number, string]>([
    ["no token", { token: "" }, 401, "UNAUTHENTICATED"],
    ["a personal token", { token: "dapi01" }, 401, "UNAUTHENTICATED"],
    ["a token for another table", { table: "main.shop.other" }, 403, "PERMISSION_DENIED"],
    ["half a name", { table: "shop.orders" }, 400, "INVALID_PARAMETER_VALUE"],
    ["text", { headers: { "content-type": "text/plain" } }, 400, "INVALID_PARAMETER_VALUE"],
    ["compressed rows", { headers: { "content-encoding": "gzip" } }, 400, "INVALID_PARAMETER_VALUE"],
  ])("are refused with %s", async (_, sent, status, error_code) => {
    const local = await started();
    const answer = await insert(local, '[{"id":1}]', sent);
    expect([answer.status, await answer.json()]).toEqual([
      status,
      { error_code, message: expect.any(String) },
    ]);
    expect(await rowsOf(local)).toEqual([]);
  });

  it("are refused for a table that is not there, or is none to write", async () => {
    const view = { ...ordersInfo, name: "view", table_type: "VIEW" };
    const local = await started({ tables: [view] });
    const gone = await insert(local, '[{"id":1}]');
    expect([gone.status, await gone.json()]).toMatchObject([404, { error_code: "NOT_FOUND" }]);
    const token = await fetchToken(local.catalog, "main.shop.view");
    const seen = await insert(local, '[{"id":1}]', { table: "main.shop.view", token });
    expect([seen.status, await seen.json()]).toMatchObject([400, { message: /4024/ }]);
    await expect(local.dropTable(ORDERS)).rejects.toThrow(NoSuchTableError);
  });

  it("meet the faults of rows and of the disk", async () => {
    const local = await started();
    local.faults.add({ fault: { kind: "refuse-row", column: "id", equals: 7 } });
    expect((await insert(local, '[{"id":6},{"id":7}]')).status).toBe(400);
    local.faults.add({ fault: { kind: "fail-commit" } });
    const failed = await insert(local, '[{"id":8}]');
    expect([failed.status, await failed.json()]).toMatchObject([503, { error_code: "UNAVAILABLE" }]);
    expect((await insert(local, '[{"id":7}]')).status).toBe(200);
    expect((await rowsOf(local)).map(({ id }) => id)).toEqual([7n]);
  });

  it("wait together in no more memory than there is for them", async () => {
    const { insertOne, store } = await inMemory();
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    store.gate = () => released;
    // Bodies that do not tell their size may be as large as any.
    const unsized = { contentLength: undefined };
    const waiting = Array.from({ length: 8 }, () => insertOne(unsized));
    await expect(insertOne({ contentLength: 1 })).rejects.toMatchObject({ code: "RESOURCE_EXHAUSTED" });
    release();
    await Promise.all(waiting);
    await Promise.all(waiting.map(() => insertOne(unsized)));
    expect(store.rows).toHaveLength(16);
  });

  it("take no more room once their client has gone", async () => {
    const lines: string[] = [];
    const local = await started({ log: (line) => lines.push(line) });
    const token = await fetchToken(local.catalog, ORDERS);
    const { host, port } = new URL(local.endpoint);
    for (let at = 0; at < 9; at++) {
      const socket = connect(Number(port), "127.0.0.1");
      socket.write(
        `POST /zerobus/v1/tables/${ORDERS}/insert HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\n` +
          "content-type: application/json\r\ncontent-length: 10485760\r\n\r\n[",
        () => socket.destroy(),
      );
      await once(socket, "close");
    }
    const cut = (): unknown =>
      lines.filter((line) => line.startsWith(`request refused for ${ORDERS}: CANCELLED`)).length;
    await vi.waitFor(() => expect(cut()).toBe(9), { timeout: 15_000 });
    expect((await insert(local, new Blob(['[{"id":1}]']).stream())).status).toBe(200);
  });

  it("do not wait for ever for the disk", async () => {
    const { inserts, insertOne, store, commits } = await inMemory(1);
    let release = (): void => {};
    store.gate = () => new Promise((resolve) => (release = resolve));
    await expect(insertOne()).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
    release();
    await commits.settled();
    expect(store.rows).toHaveLength(1);
    inserts.stop();
  });

  it("keep their room for as long as they wait for the disk, whoever has given up on them", async () => {
    const { insertOne, store, commits } = await inMemory(1);
    let release = (): void => {};
    store.gate = () => new Promise((resolve) => (release = resolve));
    const large = (): Promise<void> => insertOne({ contentLength: undefined });
    for (let i = 0; i < 8; i++) await expect(large()).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
    await expect(large()).rejects.toMatchObject({ code: "RESOURCE_EXHAUSTED" });
    store.gate = async () => {};
    release();
    await commits.settled();
    await large();
    expect(store.rows).toHaveLength(9);
  });

  it("are not taken by a server that stops, even if they were on their way", async () => {
    const { inserts, insertOne, store } = await inMemory();
    await insertOne();
    const late = insertOne({ whileItComes: () => inserts.stop() });
    await expect(late).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect(insertOne()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(store.rows).toHaveLength(1);
  });

  it("keep the alteration of a table in order: each is checked by what the table is then", async () => {
    const local = await started();
    const columns = [{ name: "id", type_json: '"string"' }];
    const answers = [];
    for (let round = 0; round < 20; round++) {
      answers.push(insert(local, '[{"id":"1"}]'));
      if (round === 10)
        answers.push(local.alterTable({ ...ordersInfo, columns }).then(() => ({ status: 200 })));
    }
    expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([200]));
    for (const row of await rowsOf(local)) expect(row).toEqual({ id: "1" });
  });

  it("end with the server: every one answered with 200 is there", async () => {
    const local = await started();
    const sent = Array.from({ length: 50 }, (_, id) =>
      insert(local, `[{"id":${id}}]`).catch(() => undefined),
    );
    await Promise.race(sent);
    const closing = local.close();
    const answers = await Promise.all(sent);
    await closing;
    const accepted = answers.flatMap((answer, id) => (answer?.status === 200 ? [BigInt(id)] : []));
    expect((await rowsOf(local)).map(({ id }) => id)).toEqual(expect.arrayContaining(accepted));
  });
});

/** Inserts into a table whose disk is the test. */
async function inMemory(commitMs?: number): Promise<{
  inserts: Inserts;
  insertOne: (how?: { contentLength?: number | undefined; whileItComes?: () => void }) => Promise<void>;
  store: MemoryStore;
  commits: GroupCommit;
}> {
  const format = new MemoryFormat();
  const warehouse = await Warehouse.open(await temporaryDirectory(), format, () => {});
  const name = { catalog: "main", schema: "shop", table: "orders" };
  const { directory, commits } = await warehouse.create(name, { schema: ordersSchema });
  const tokens = new Tokens(Buffer.alloc(32));
  const caller = { authorization: `Bearer ${tokens.issue({ kind: "table", table: ORDERS })}` };
  const inserts = new Inserts({ warehouse, tokens }, new FaultBook(), commitMs);
  const insertOne: Awaited<ReturnType<typeof inMemory>>["insertOne"] = ({ whileItComes, ...told } = {}) =>
    inserts.insert({
      table: ORDERS,
      caller,
      contentLength: 10,
      ...told,
      body: async () => {
        whileItComes?.();
        return Buffer.from('[{"id":1}]');
      },
    });
  return { inserts, insertOne, store: await format.open(directory), commits };
}

async function insert(local: LocalZerobus, body: BodyInit, sent: Sent = {}): Promise<Response> {
  const { table = ORDERS, token = await fetchToken(local.catalog, ORDERS), headers = {} } = sent;
  const init: RequestInit & { duplex: "half" } = {
    method: "POST",
    body,
    duplex: "half",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}`, ...headers },
  };
  return fetch(`${local.endpoint}/zerobus/v1/tables/${table}/insert`, init);
}
