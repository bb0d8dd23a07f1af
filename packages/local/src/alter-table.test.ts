import { stat } from "node:fs/promises";
import { status } from "@grpc/grpc-js";
import { RecordType } from "@zerobus-gen/runtime/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LocalZerobus, NoSuchTableError, TableDefinitionError } from "./index.js";
import { message, serialized } from "./testing/descriptors.js";
import { ORDERS, order, ordersInfo } from "./testing/orders.js";
import { client, opened, rowsOf, started } from "./testing/orders-server.js";
import { fetchToken, type RawStream } from "./testing/raw-client.js";
import { createStream, ingestJson, ingestRecord } from "./testing/requests.js";
import { temporaryDirectory } from "./testing/temporary-directory.js";

const COLUMNS: readonly object[] = Reflect.get(ordersInfo, "columns");
const added = (name: string, type = "string", nullable = true): object => ({
  name,
  type_text: type,
  type_json: JSON.stringify({ name, type, nullable, metadata: {} }),
  nullable,
});
const withColumns = (...columns: object[]): object => ({
  full_name: ORDERS,
  columns: columns.map((column, position) => ({ ...column, position })),
});
const WITHOUT_NOTE = withColumns(...COLUMNS.filter((column) => Reflect.get(column, "name") !== "note"));

describe("altering a table", () => {
  it("keeps the rows of one with a nullable column more, and the streams that do not know it", async () => {
    const lines: string[] = [];
    const local = await started({ log: (line) => lines.push(line) });
    const before = await infoOf(local);
    const stream = await opened(local);
    stream.call.write(ingestRecord(0, order(1, "old")));
    const altered = await local.alterTable(withColumns(...COLUMNS, added("city")));
    expect(altered).toMatchObject({ fullName: ORDERS, rows: "kept", because: [] });
    stream.call.write(ingestRecord(1, order(2, "old")));
    const knowing = await openedWith(local, ["id", 1, "int64"], ["city", 2, "string"]);
    knowing.call.write(ingestRecord(0, Buffer.from("\u0008\u0003\u0012\u0004Bern")));
    await Promise.all([stream.acked(1n), knowing.acked(0n)]);
    expect(byId(await rowsOf(local))).toEqual([
      { id: 1n, note: "old", total: null, city: null },
      { id: 2n, note: "old", total: null, city: null },
      { id: 3n, note: null, total: null, city: "Bern" },
    ]);
    const after = await infoOf(local);
    expect(after.table_id).toBe(before.table_id);
    expect(after.columns).toHaveLength(4);
    expect(lines).toContain(`table ${ORDERS} was altered; its rows are kept`);
  });

  it("replaces one with a column less: its rows go, and streams that send it end as new ones do", async () => {
    const lines: string[] = [];
    const local = await started({ log: (line) => lines.push(line) });
    const { table_id } = await infoOf(local);
    const stale = await opened(local);
    const fitting = await openedWith(local, ["id", 1, "int64"]);
    for (let i = 0; i < 50; i++) stale.call.write(ingestRecord(i, order(i, "gone")));
    await stale.acked(0n);
    const altered = await local.alterTable(WITHOUT_NOTE);
    expect(altered).toMatchObject({ rows: "removed", because: ["column note is gone"] });
    const { code, details, metadata } = await stale.ended;
    expect([code, details]).toEqual([status.INVALID_ARGUMENT, expect.stringContaining("Error Code: 8001")]);
    expect(String(metadata.get("grpc-status-details-bin")[0])).toContain("FIELD_NOT_IN_TABLE");
    fitting.call.write(ingestRecord(0, order(100)));
    await fitting.acked(0n);
    expect(await rowsOf(local)).toEqual([{ id: 100n, total: null }]);
    expect((await infoOf(local)).table_id).toBe(table_id);
    expect(lines).toContain(`table ${ORDERS} was replaced, and its rows are gone: column note is gone`);
  });

  it("has JSON streams go by the table as it is", async () => {
    const local = await started();
    const stream = (await client(local)).open(await fetchToken(local.catalog, ORDERS));
    stream.call.write(createStream({ recordType: RecordType.JSON }));
    await stream.created;
    await local.alterTable(withColumns(...COLUMNS, added("doc", "variant")));
    stream.call.write(ingestJson(0, '{"id":1,"doc":"{\\"a\\":[1]}"}'));
    await stream.acked(0n);
    const [row] = await rowsOf(local);
    expect(row).toMatchObject({ id: 1n, doc: expect.objectContaining({ json: { a: [1] } }) });
    await local.alterTable(WITHOUT_NOTE);
    stream.call.write(ingestJson(1, '{"id":1,"note":"x"}'));
    expect((await stream.ended).details).toContain("unrecognized field name 'note'");
  });

  it("commits and acks what was accepted before it, whatever comes of the stream", async () => {
    const local = await started();
    const stream = await opened(local);
    local.faults.add({ fault: { kind: "slow-disk", delayMs: 50 } });
    for (let i = 0; i < 20; i++) stream.call.write(ingestRecord(i, order(i)));
    while (local.streams()[0]?.requests !== 20) await new Promise(setImmediate);
    // To keep the rows, and to refuse the stream: a column that nothing can send.
    await local.alterTable(withColumns(...COLUMNS, added("i", "interval year", false)));
    expect(await stream.ended).toMatchObject({ code: status.INVALID_ARGUMENT });
    expect(stream.acks.at(-1)).toBe(19n);
    expect(await rowsOf(local)).toHaveLength(20);
  });

  it("loses no row that was acked, however commits and changes fall together", async () => {
    const turns = fc.array(fc.constantFrom("write", "wait", "alter"), { minLength: 5, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(turns, async (plan) => {
        const local = await started();
        const streams = await Promise.all([opened(local), opened(local)]);
        let sent = 0;
        let columns = COLUMNS;
        const changes: Promise<unknown>[] = [];
        for (const turn of plan) {
          if (turn === "write") {
            for (const [i, { call }] of streams.entries()) {
              call.write(ingestRecord(sent, order(i * 1000 + sent)));
            }
            sent += 1;
          } else if (turn === "wait") await new Promise(setImmediate);
          else {
            columns = [...columns, added(`c${columns.length}`)];
            changes.push(local.alterTable(withColumns(...columns)));
          }
        }
        for (const stream of streams) if (sent > 0) await stream.acked(BigInt(sent - 1));
        await Promise.all(changes);
        const ids = byId(await rowsOf(local)).map(({ id }) => Number(id));
        const wanted = [0, 1].flatMap((i) => Array.from({ length: sent }, (_, n) => i * 1000 + n));
        expect(ids).toEqual(wanted);
        expect((await infoOf(local)).columns).toHaveLength(columns.length);
        await local.close();
      }),
      { numRuns: 15 },
    );
  });

  it("keeps what it is not told to change, and all of it over a restart", async () => {
    const constraints = [{ primary_key_constraint: { name: "pk", child_columns: ["id"] } }];
    const full = { ...ordersInfo, comment: "all orders", properties: { owner: "me" } };
    const dir = await temporaryDirectory();
    const local = await started({ dir, tables: [full] });
    const { created_at } = await infoOf(local);
    await local.alterTable({
      full_name: ORDERS,
      table_constraints: constraints,
      row_filter: { function_name: "f" },
    });
    const changed = await infoOf(local);
    expect(changed).toMatchObject({ ...full, table_constraints: constraints, created_at });
    expect(changed.updated_at).toBeGreaterThan(created_at);
    await local.close();
    const again = await started({ dir, tables: [] });
    expect(await infoOf(again)).toEqual(changed);
  });

  it("refuses what cannot be, and changes nothing", async () => {
    const local = await started();
    const before = await infoOf(local);
    const bad = withColumns({ name: "a", type_json: "{" }, { name: "b", type_json: '"decimal(0,0)"' });
    await expect(local.alterTable(bad)).rejects.toThrow(TableDefinitionError);
    await expect(local.alterTable({ ...ordersInfo, name: "nope" })).rejects.toThrow(NoSuchTableError);
    await expect(local.alterTable(7)).rejects.toThrow(NoSuchTableError);
    expect(await infoOf(local)).toEqual(before);
  });
});

describe("dropping a table", () => {
  it("ends its streams with NOT_FOUND, and makes room for another of the name", async () => {
    const local = await started();
    const stream = await opened(local);
    const { table_id } = await infoOf(local);
    const directory = local.tables()[0]?.directory ?? "";
    stream.call.write(ingestRecord(0, order(1)));
    await stream.acked(0n);
    await local.dropTable(ORDERS);
    expect(await stream.ended).toMatchObject({ code: status.NOT_FOUND });
    await expect(stat(directory)).rejects.toThrow("ENOENT");
    await expect(local.dropTable(ORDERS)).rejects.toThrow(NoSuchTableError);
    await local.createTable(ordersInfo);
    expect((await infoOf(local)).table_id).not.toBe(table_id);
    expect(await rowsOf(local)).toEqual([]);
  });
});

interface Info {
  readonly table_id: string;
  readonly columns: readonly object[];
  readonly created_at: number;
  readonly updated_at?: number;
}

async function infoOf(local: LocalZerobus): Promise<Info> {
  const response = await fetch(`${local.catalog}/api/2.1/unity-catalog/tables/${ORDERS}`, {
    headers: { authorization: "Bearer pat" },
  });
  return (await response.json()) as Info;
}

async function openedWith(
  local: LocalZerobus,
  ...fields: readonly [string, number, string][]
): Promise<RawStream> {
  const stream = (await client(local)).open(await fetchToken(local.catalog, ORDERS));
  stream.call.write(createStream({ descriptorProto: serialized(message("Orders", fields)) }));
  await stream.created;
  return stream;
}

function byId<T extends { readonly id?: unknown }>(rows: readonly T[]): readonly T[] {
  return rows.toSorted((a, b) => Number(a.id) - Number(b.id));
}
