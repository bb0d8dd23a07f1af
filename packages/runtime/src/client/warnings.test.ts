import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ZerobusError } from "../errors.js";
import { InMemoryTransport } from "../testing/in-memory-transport.js";
import { pass, Rows, sharedBy, TABLE } from "../testing/numbered-rows.js";
import type { openTable } from "./open-table.js";

/** A fresh copy of the library: it says each thing once. */
interface Library {
  readonly openTable: typeof openTable;
  readonly noticeClosed: (table: string, rows: number) => void;
  readonly ZerobusError: typeof ZerobusError;
}

let library: Library;
let warnings: string[];

beforeEach(async () => {
  vi.resetModules();
  library = {
    ...(await import("./open-table.js")),
    ...(await import("./stream-churn.js")),
    ...(await import("../errors.js")),
  };
  vi.useFakeTimers();
  warnings = [];
  vi.spyOn(process, "emitWarning").mockImplementation((warning, options) => {
    const code = typeof options === "object" ? options.code : "";
    warnings.push(`${code} ${String(warning)}`);
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test("awaiting every row in turn is said once, with the mend", async () => {
  const transport = new InMemoryTransport();
  const stream = library.openTable(Rows, sharedBy(transport), {}, () => {});
  const rowInTurn = async (n: number): Promise<void> => {
    const receipt = stream.ingest({ n });
    const awaited = receipt.then(() => {});
    await pass();
    if (n === 0) transport.call.created();
    await pass();
    transport.call.ack(n);
    await awaited;
  };
  for (let n = 0; n < 99; n++) await rowInTurn(n);
  expect(warnings).toEqual([]);
  for (let n = 99; n < 300; n++) await rowInTurn(n);
  expect(warnings).toEqual([
    `ZEROBUS_AWAITED_IN_TURN ${TABLE}: every row is awaited before the next one is ingested, which costs a round trip for each; ingest many rows, then await flush()`,
  ]);
});

test.each([20, 1])(
  "rows that come one at a time, by themselves, %i ms apart, are no misuse",
  async (apartMs) => {
    const transport = new InMemoryTransport();
    const stream = library.openTable(Rows, sharedBy(transport), {}, () => {});
    for (let n = 0; n < 300; n++) {
      await pass(apartMs);
      const awaited = stream.ingest({ n }).then(() => {});
      await pass();
      if (n === 0) transport.call.created();
      await pass();
      transport.call.ack(n);
      await awaited;
    }
    expect(warnings).toEqual([]);
  },
);

test("rows awaited together, or now and then, are no misuse", async () => {
  const transport = new InMemoryTransport();
  const stream = library.openTable(Rows, sharedBy(transport), {}, () => {});
  let message = 0;
  for (let n = 0; n < 400; n += 4) {
    const receipts = [n, n + 1, n + 2, n + 3].map((each) => stream.ingest({ n: each }));
    const awaited = Promise.all(receipts);
    await pass();
    if (n === 0) transport.call.created();
    await pass();
    transport.call.ack(message++);
    await awaited;
  }
  expect(warnings).toEqual([]);
});

test("a stream for each row is said once, with the mend", async () => {
  for (let closed = 0; closed < 19; closed++) library.noticeClosed(TABLE, 1);
  expect(warnings).toEqual([]);
  for (let closed = 0; closed < 40; closed++) library.noticeClosed(TABLE, 1);
  expect(warnings).toEqual([
    expect.stringContaining(
      `ZEROBUS_STREAM_PER_ROW ${TABLE}: 20 streams were opened and closed within a minute`,
    ),
  ]);
});

test("streams that are opened seldom, or take more than a row, are no misuse", async () => {
  for (let closed = 0; closed < 100; closed++) {
    library.noticeClosed(TABLE, 1);
    await pass(4_000);
  }
  for (let closed = 0; closed < 100; closed++) library.noticeClosed(TABLE, closed % 10 === 0 ? 1_000 : 1);
  expect(warnings).toEqual([]);
});

test("a stream that cannot be opened at first is said once, since it is tried again for a while", async () => {
  const transport = new InMemoryTransport();
  const stream = library.openTable(
    Rows,
    sharedBy(transport),
    { recoveryRetries: 2, recoveryBackoffMs: 0 },
    () => {},
  );
  const opened = stream.open().catch((error: unknown) => error);
  for (let attempt = 0; attempt < 3; attempt++) {
    await pass();
    transport.call.end(new library.ZerobusError("unavailable", "nobody there", { hint: "start it" }));
  }
  expect(await opened).toMatchObject({ code: "recovery_exhausted" });
  expect(warnings).toEqual([
    `ZEROBUS_NOT_OPENED [unavailable] ${TABLE}: nobody there\n  start it\n  It is tried again; open() and flush() tell how that ends.`,
  ]);
});
