import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ZerobusError } from "../errors.js";
import { InMemoryTransport } from "../testing/in-memory-transport.js";
import { type NumberedRow, pass, sharedBy, writeNumber } from "../testing/numbered-rows.js";
import { tableOf } from "../testing/spooled-client.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { openTable, type TableOptions } from "./open-table.js";
import type { TableStream } from "./table-stream.js";

const Rows = tableOf<NumberedRow>(writeNumber);
const badRow = new ZerobusError("invalid_argument", "the server said: bad row");

let transport: InMemoryTransport;

beforeEach(() => {
  vi.useFakeTimers();
  transport = new InMemoryTransport();
});

afterEach(() => void vi.useRealTimers());

function streamOf(options: TableOptions<NumberedRow>): TableStream<NumberedRow> {
  return openTable(Rows, sharedBy(transport), options, () => {});
}

/** Has the server reject the one row that it is sent, and waits until the client is there again. */
async function reject(): Promise<void> {
  await pass();
  transport.call.created();
  await pass();
  transport.call.end(badRow);
  await pass(40);
}

test("a dead-letter file is refused at once when its folder is not there", () => {
  const deadLetterFile = join(temporaryFolder(), "gone", "dead.ndjson");
  expect(() => streamOf({ deadLetterFile })).toThrow(
    expect.objectContaining({ code: "invalid_argument", message: expect.stringContaining("gone") }),
  );
});

describe("a row that the server rejects", () => {
  test("is written to the dead-letter file, on disk before it counts as rejected, and the next rows go on", async () => {
    const deadLetterFile = join(temporaryFolder(), "dead.ndjson");
    const stream = streamOf({ deadLetterFile });
    const receipt = stream.ingest({ n: 1 });
    const refused = expect(receipt).rejects.toMatchObject({ code: "row_rejected", offset: 0 });
    await reject();
    await refused;
    expect(JSON.parse(readFileSync(deadLetterFile, "utf8"))).toMatchObject({
      table: "main.shop.orders",
      offset: 0,
      code: "row_rejected",
      error: expect.stringContaining("bad row"),
      row: { n: 1 },
    });
    expect(stream).toMatchObject({ accepted: 1, acked: 0, rejected: 1 });
    const next = stream.ingest({ n: 2 });
    await pass();
    transport.call.created();
    await pass();
    transport.call.ack(0);
    expect(await next).toBe(1);
  });

  test("goes to the file first, then to onRejected", async () => {
    const deadLetterFile = join(temporaryFolder(), "dead.ndjson");
    const told: string[] = [];
    const onRejected = ({ n }: NumberedRow, { code }: ZerobusError): void => {
      told.push(`${n} ${code} ${readFileSync(deadLetterFile, "utf8").length > 0}`);
    };
    streamOf({ deadLetterFile, onRejected }).ingest({ n: 1 });
    await reject();
    expect(told).toEqual(["1 row_rejected true"]);
  });

  test("ends the stream, unacked, when the file cannot be written, and onRejected hears nothing", async () => {
    const told: unknown[] = [];
    const stream = streamOf({ deadLetterFile: temporaryFolder(), onRejected: (row) => told.push(row) });
    stream.ingest({ n: 1 });
    const flushed = stream.flush().catch((error: unknown) => error);
    await reject();
    expect(await flushed).toMatchObject({
      code: "row_rejected",
      message: expect.stringContaining("could not be handed over: EISDIR"),
    });
    expect(await stream.close()).toMatchObject({ acked: 0, rejected: 0, unacked: [{ n: 1 }] });
    expect(told).toEqual([]);
  });

  test("ends the stream, with every row unacked, when nobody takes it", async () => {
    const stream = streamOf({});
    stream.ingest({ n: 1 });
    stream.ingest({ n: 2 });
    await reject();
    expect(transport.calls).toHaveLength(1);
    expect(await stream.close()).toMatchObject({
      acked: 0,
      unacked: [{ n: 1 }, { n: 2 }],
      error: { code: "invalid_argument" },
    });
  });
});
