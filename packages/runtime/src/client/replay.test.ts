import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RowWriter } from "../codegen/row-writer.js";
import type { ZerobusError } from "../errors.js";
import { readRow } from "../row/read-row.js";
import type { RecordFormat } from "../row/record-format.js";
import type { SpoolOptions } from "../spool/spool-options.js";
import { InMemoryTransport } from "../testing/in-memory-transport.js";
import { type NumberedRow, pass, sharedBy, writeNumber } from "../testing/numbered-rows.js";
import { SpooledClient, tableOf } from "../testing/spooled-client.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { LaneSpools } from "./lane-spools.js";
import { openTable } from "./open-table.js";

interface Named {
  readonly n: number;
  readonly name?: string | null | undefined;
}

const Rows = tableOf<NumberedRow>(writeNumber);
const NullableName = tableOf((w: RowWriter, row: Named) => {
  w.int(1, "n", row.n);
  if (row.name != null) w.string(2, "name", row.name);
});
/** The column fits a row with a small number. */
const Tiny = tableOf((w: RowWriter, row: NumberedRow) => w.tinyint(1, "n", row.n));

let spool: SpoolOptions;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
  spool = { dir: temporaryFolder(), sync: "none" };
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** Has a process accept rows, and die with none acked. */
async function leave(numbers: readonly number[], options = {}): Promise<void> {
  const client = new SpooledClient(Rows, spool, options);
  for (const n of numbers) client.stream.ingest({ n });
  await client.die();
}

/** Has a process start with the same table, and says what it sends; it dies without an ack. */
async function replayed(options = {}): Promise<readonly (readonly number[])[]> {
  const client = new SpooledClient(Rows, spool, options);
  const sent = await client.sent();
  await client.die();
  return sent.map((rows) => rows.map(({ n }) => n));
}

/** The files with rows. */
function segments(): readonly string[] {
  const files = readdirSync(spool.dir, { recursive: true, encoding: "utf8" });
  return files.filter((name) => !/lock|lane-\d+$|orders$/.test(name)).sort();
}

test("the next process sends what the one before has left, without being asked, and then its own rows", async () => {
  await leave([1, 2, 3]);
  const client = new SpooledClient(Rows, spool);
  expect(client.stream).toMatchObject({ accepted: 3, acked: 0 });
  client.stream.ingest({ n: 4 });
  expect(await client.sent()).toEqual([[1, 2, 3, 4].map((n) => ({ n }))]);
  const flushed = client.stream.flush();
  await client.ack();
  await flushed;
  await client.die();
  expect(segments()).toEqual([]);
  expect(await replayed()).toEqual([]);
});

test("what no process has acked is left to the next, and the next, once", async () => {
  await leave([1, 2]);
  for (let round = 0; round < 3; round++) expect(await replayed()).toEqual([[1, 2]]);
});

test("what one acks the next does not send", async () => {
  await leave([1, 2]);
  const client = new SpooledClient(Rows, spool);
  await client.send();
  await client.ack();
  client.stream.ingest({ n: 3 });
  await client.die();
  expect(await replayed()).toEqual([[3]]);
});

test("leftovers are taken though they are more than the window holds, and count as in flight", async () => {
  await leave([1, 2, 3]);
  const client = new SpooledClient(Rows, spool, { maxInflightRequests: 2 });
  expect(client.stream.isFull).toBe(true);
  expect(() => client.stream.ingest({ n: 4 })).toThrow("window");
  let ready = false;
  void client.stream.ready().then(() => {
    ready = true;
  });
  await client.send();
  expect(ready).toBe(false);
  await client.ack();
  expect([ready, client.stream.acked]).toEqual([true, 3]);
  await client.die();
});

test.each<[RecordFormat, RecordFormat]>([
  ["proto", "proto"],
  ["proto", "json"],
  ["json", "proto"],
  ["json", "json"],
])("rows that were written as %s are sent as %s", async (before, now) => {
  const first = new SpooledClient(NullableName, spool, { recordType: before });
  const rows: readonly Named[] = [{ n: 1, name: "ä\n" }, { n: 2 }, { n: 3, name: "" }];
  for (const row of rows) first.stream.ingest(row);
  await first.die();
  const next = new SpooledClient(NullableName, spool, { recordType: now });
  await next.send();
  const sent = next.transport.call.received.flatMap((message) => message.rows);
  const read = (bytes: Uint8Array): unknown =>
    now === "json" ? JSON.parse(Buffer.from(bytes).toString()) : readRow(bytes, NullableName.write);
  expect(sent.map(read)).toEqual(rows);
  await next.die();
});

test.each<[RecordFormat, RecordFormat]>([
  ["proto", "json"],
  ["json", "proto"],
])("rows whose properties were called otherwise are read from %s and sent as %s", async (before, now) => {
  interface Snake {
    readonly order_id: number;
    readonly items: readonly { readonly unit_price: string }[];
  }
  interface Camel {
    readonly orderId: number;
    readonly items: readonly { readonly unitPrice: string }[];
  }
  const Snakes = tableOf((w: RowWriter, row: Snake) => {
    w.int(1, "order_id", row.order_id);
    w.list("items", row.items, (to, at, item) =>
      to.struct(2, at, item, (inner, value) => inner.decimal(1, "unit_price", value.unit_price, 9, 2)),
    );
  });
  const Camels = tableOf(
    (w: RowWriter, row: Camel) => {
      w.int(1, "orderId", row.orderId);
      w.list("items", row.items, (to, at, item) =>
        to.struct(2, at, item, (inner, value) => inner.decimal(1, "unitPrice", value.unitPrice, 9, 2)),
      );
    },
    { orderId: "order_id", unitPrice: "unit_price" },
  );
  const snake: Snake = { order_id: 7, items: [{ unit_price: "1.5" }] };
  const camel: Camel = { orderId: 7, items: [{ unitPrice: "1.5" }] };
  const first = new SpooledClient(Snakes, spool, { recordType: before });
  first.stream.ingest(snake);
  await first.die();
  const second = new SpooledClient(Camels, spool, { recordType: now });
  await second.send();
  const [record = new Uint8Array()] = second.transport.call.received.flatMap((message) => message.rows);
  expect(now === "json" ? JSON.parse(Buffer.from(record).toString()) : readRow(record, Camels.write)).toEqual(
    now === "json" ? snake : camel,
  );
  const closed = second.stream.close({ signal: AbortSignal.abort() });
  await pass(500);
  expect((await closed).unacked).toEqual([camel]);
  const third = new SpooledClient(Snakes, spool, { recordType: before });
  expect(third.stream.accepted).toBe(1);
  await third.die();
});

test("what was replayed by a process that died before it dropped the leftovers is replayed once more", async () => {
  await leave([1, 2, 3], { lanes: 2, laneKey: ({ n }: NumberedRow) => n });
  vi.spyOn(LaneSpools.prototype, "dropLeftovers").mockImplementationOnce(() => {
    throw new Error("killed");
  });
  expect(() => new SpooledClient(Rows, spool)).toThrow("killed");
  await pass();
  const client = new SpooledClient(Rows, spool);
  const sent = (await client.sent()).flat().map(({ n }) => n);
  expect(sent.toSorted((a, b) => a - b)).toEqual([1, 1, 2, 2, 3, 3]);
  await client.ack();
  await client.die();
  expect(await replayed()).toEqual([]);
});

describe("when the table has changed", () => {
  test("rows that fit it all the same are sent as what they are now", async () => {
    await leave([1, 2]);
    const client = new SpooledClient(NullableName, spool);
    client.stream.ingest({ n: 3, name: "new" });
    expect(await client.sent()).toEqual([[{ n: 1 }, { n: 2 }, { n: 3, name: "new" }]]);
    await client.die();
    // A row with a column that is there no more has it dropped by nobody: it does not fit.
    expect(() => new SpooledClient(Rows, spool)).toThrow("do not fit the table any more");
  });

  test("rows that do not fit keep the stream from opening, with everything as it was", async () => {
    await leave([1, 1000, 2, 2000]);
    const before = segments().map((name) => [name, readFileSync(join(spool.dir, name), "hex")]);
    const transport = new InMemoryTransport();
    for (let round = 0; round < 3; round++) {
      expect(() => openTable(Tiny, sharedBy(transport), { spool }, () => {})).toThrow(
        expect.objectContaining({
          code: "spool",
          message: expect.stringContaining("2 rows that an earlier process left do not fit the table"),
          hint: expect.stringContaining("onRejected or deadLetterFile"),
          cause: expect.objectContaining({ code: "invalid_row" }),
        }),
      );
    }
    await pass();
    expect(transport.calls).toEqual([]);
    expect(segments().map((name) => [name, readFileSync(join(spool.dir, name), "hex")])).toEqual(before);
    expect(await replayed()).toEqual([[1, 1000, 2, 2000]]);
  });

  test("rows that do not fit are handed over, as they were, and the others sent in order", async () => {
    await leave([1, 1000, 2, 2000]);
    const handed: (readonly [NumberedRow, ZerobusError])[] = [];
    const deadLetterFile = join(temporaryFolder(), "dead");
    const client = new SpooledClient(Tiny, spool, {
      deadLetterFile,
      onRejected: (row, error) => handed.push([row, error]),
    });
    expect(handed.map(([{ n }, { code }]) => [n, code])).toEqual([
      [1000, "invalid_row"],
      [2000, "invalid_row"],
    ]);
    const letters = readFileSync(deadLetterFile, "utf8").trimEnd().split("\n");
    expect(letters.map((letter) => JSON.parse(letter).row)).toEqual([{ n: 1000 }, { n: 2000 }]);
    expect(client.stream).toMatchObject({ accepted: 2, rejected: 0 });
    await client.die();
    expect(await replayed()).toEqual([[1, 2]]);
  });

  test.each(["onRejected", "deadLetterFile"])(
    "rows that %s does not take keep the stream from opening, and no row is kept twice",
    async (taker) => {
      await leave([1, 2, 1000]);
      const before = segments();
      const options =
        taker === "deadLetterFile"
          ? { deadLetterFile: spool.dir }
          : {
              onRejected: () => {
                throw new Error("EISDIR");
              },
            };
      for (let round = 0; round < 3; round++) {
        expect(() => new SpooledClient(Tiny, spool, options)).toThrow(
          expect.objectContaining({ code: "spool", message: expect.stringContaining("EISDIR") }),
        );
        await pass();
      }
      expect(segments()).toEqual(before);
      expect(await replayed()).toEqual([[1, 2, 1000]]);
    },
  );

  test("a row that does not fit is shown to no laneKey", async () => {
    await leave([1, 1000]);
    const handed: number[] = [];
    const client = new SpooledClient(Tiny, spool, {
      lanes: 2,
      laneKey: ({ n }) => {
        if (n > 127) throw new RangeError("not one of ours");
        return n;
      },
      onRejected: ({ n }) => handed.push(n),
    });
    expect([handed, (await client.sent()).flat()]).toEqual([[1000], [{ n: 1 }]]);
    await client.die();
  });
});

describe("with lanes", () => {
  const laneKey = ({ n }: NumberedRow): number => n % 5;
  const numbers = Array.from({ length: 40 }, (_, n) => n);

  test.each([
    [1, 4],
    [4, 1],
    [4, 4],
    [2, 3],
    [3, 2],
  ])(
    "rows of %i lanes go through %i, with the rows of a key in order in one of them",
    async (before, now) => {
      await leave(numbers, { lanes: before, laneKey });
      const lanes = await replayed({ lanes: now, laneKey });
      expect(lanes.length).toBeLessThanOrEqual(now);
      expect(lanes.flat().toSorted((a, b) => a - b)).toEqual(numbers);
      for (let key = 0; key < 5; key++) {
        const withKey = lanes.map((rows) => rows.filter((n) => n % 5 === key));
        expect(withKey.filter((rows) => rows.length > 0)).toEqual([numbers.filter((n) => n % 5 === key)]);
      }
      expect((await replayed({ lanes: 1 })).flat().toSorted((a, b) => a - b)).toEqual(numbers);
    },
  );

  test("a laneKey that throws keeps the stream from opening, and no row is kept twice", async () => {
    await leave(numbers, { lanes: 3, laneKey });
    const before = segments();
    const throwing = ({ n }: NumberedRow): number => {
      if (n === 30) throw new RangeError("no key");
      return n;
    };
    expect(() => new SpooledClient(Rows, spool, { lanes: 2, laneKey: throwing })).toThrow("no key");
    await pass();
    expect(segments()).toEqual(before);
    expect((await replayed({ lanes: 3, laneKey })).flat()).toHaveLength(40);
  });
});
