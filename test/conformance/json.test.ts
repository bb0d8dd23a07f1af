import { isFieldSet } from "@bufbuild/protobuf";
import { defineTable } from "@zerobus-gen/runtime/codegen";
import { CreateIngestStreamRequestSchema, MAX_ROW_BYTES, RecordType } from "@zerobus-gen/runtime/protocol";
import { describe, expect } from "vitest";
import { sent, test } from "./support/conversation.js";
import { ROWS, type Row, rowsFrom } from "./support/rows.js";
import type { ReceivedMessage } from "./support/scripted-call.js";

const JSON_RECORDS = { recordType: "json" } as const;

function textOf({ rows }: ReceivedMessage): readonly string[] {
  return rows.map((row) => Buffer.from(row).toString());
}

describe("the request to create a stream of JSON records", () => {
  test("names table and record type, and has no descriptor, on every connection", async ({
    server,
    open,
  }) => {
    open(JSON_RECORDS).ingest({ n: 0 });
    for (let attempt = 0; attempt < 2; attempt++) {
      const call = await server.nextCall();
      const request = await call.asksToCreate();
      expect(request.tableName).toBe(ROWS.name);
      expect(request.recordType).toBe(RecordType.JSON);
      expect(isFieldSet(request, CreateIngestStreamRequestSchema.field.descriptorProto)).toBe(false);
      call.fail(14);
    }
  });

  test("is one of its own beside that for protobuf records of the same table", async ({ server, client }) => {
    const zerobus = client();
    zerobus.tables.rows.ingest({ n: 0 });
    const proto = await server.nextStream();
    const opened = zerobus.open(ROWS, JSON_RECORDS);
    const json = await server.nextStream();
    const stream = await opened;
    stream.ingest({ n: 1 });
    expect((await proto.asksToCreate()).recordType).toBe(RecordType.PROTO);
    expect((await json.asksToCreate()).recordType).toBe(RecordType.JSON);
    expect(await proto.receives(1)).toMatchObject([{ format: "proto" }]);
    expect(await json.receives(1)).toMatchObject([{ format: "json" }]);
    expect(server.connections).toBe(1);
    json.ack(0);
    await stream.flush();
    const closed = stream.close();
    await json.finishesInTurn();
    await closed;
  });
});

describe("JSON records on the wire", () => {
  test("are a record when alone, a batch when of one turn, and offsets count messages", async ({
    server,
    open,
  }) => {
    const rows = open(JSON_RECORDS);
    const call = await sent(server, rows, 1);
    const receipts = rowsFrom(1, 3).map((row) => rows.ingest(row));
    await call.receives(2);
    receipts.push(rows.ingest({ n: 4, text: "é" }));
    await call.receives(3);
    expect(call.messages.map(({ kind, format, offset }) => [kind, format, offset])).toEqual([
      ["record", "json", 0],
      ["batch", "json", 1],
      ["record", "json", 2],
    ]);
    expect(call.messages.map(textOf)).toEqual([
      ['{"n":0}'],
      ['{"n":1}', '{"n":2}', '{"n":3}'],
      ['{"n":4,"text":"é"}'],
    ]);
    call.ack(1);
    expect(await Promise.all(receipts.slice(0, 3))).toEqual([1, 2, 3]);
    expect(rows.acked).toBe(4);
    call.ack(2);
    await rows.flush();
  });

  test("are an empty object when every column is empty", async ({ server, client }) => {
    const table = defineTable<{ readonly text?: string }>({
      ...ROWS,
      write: (w, row) => {
        if (row.text !== undefined) w.string(2, "text", row.text);
      },
    });
    const opened = client(JSON_RECORDS).open(table);
    const call = await server.nextStream();
    const stream = await opened;
    stream.ingest({});
    expect((await call.receives(1)).map(textOf)).toEqual([["{}"]]);
    call.ack(0);
    const closed = stream.close();
    await call.finishesInTurn();
    expect(await closed).toMatchObject({ acked: 1 });
  });

  test("are none for a row that is refused, and no offset is used", async ({ server, open }) => {
    const rows = open(JSON_RECORDS);
    rows.ingest({ n: 0, text: "before" });
    expect(() => rows.ingest({ n: 0.5, text: "never" })).toThrow("[invalid_row]");
    expect(rows.ingest({ n: 1 }).offset).toBe(1);
    const call = await server.nextStream();
    expect((await call.receives(1)).map(textOf)).toEqual([['{"n":0,"text":"before"}', '{"n":1}']]);
  });

  test("are none for an empty source", async ({ server, open }) => {
    const rows = open(JSON_RECORDS);
    expect(await rows.ingestAll([])).toBe(0);
    await rows.flush();
    expect(server.connections).toBe(0);
  });

  test("go again as they were, in their batches, with offsets from 0", async ({ server, open }) => {
    const rows = open(JSON_RECORDS);
    const call = await sent(server, rows, 1);
    for (const row of rowsFrom(1, 3)) rows.ingest(row);
    await call.receives(2);
    rows.ingest({ n: 4 });
    await call.receives(3);
    call.ack(0);
    call.fail(14);
    const next = await server.nextStream();
    await next.receives(2);
    expect(next.messages.map(({ kind, offset }) => [kind, offset])).toEqual([
      ["batch", 0],
      ["record", 1],
    ]);
    expect(next.messages.map(textOf)).toEqual(call.messages.slice(1).map(textOf));
    next.ack(1);
    await rows.flush();
    expect(rows.acked).toBe(5);
  });

  test("come back as rows, and as the text that was on the wire", async ({ server, open }) => {
    const rows = open({ ...JSON_RECORDS, recovery: false });
    const all: readonly Row[] = [{ n: 0 }, { n: 1, text: 'a "quoted" line\n\u2028' }, { n: 2, text: "" }];
    for (const row of all) rows.ingest(row);
    const call = await server.nextStream();
    const [message] = await call.receives(1);
    call.fail(13);
    const report = await rows.close();
    expect(report.unacked).toEqual(all);
    expect(report.unackedRecords.map((bytes) => Buffer.from(bytes).toString())).toEqual(
      message && textOf(message),
    );
    expect(await rows.close()).toBe(report);
  });

  test("are as large as a row may be, and no byte larger", async ({ server, open }) => {
    const rows = open(JSON_RECORDS);
    const rest = JSON.stringify({ n: 0, text: "" }).length;
    const text = "x".repeat(MAX_ROW_BYTES - rest);
    expect(() => rows.ingest({ n: 0, text: `${text}x` })).toThrow("[invalid_row]");
    rows.ingest({ n: 0, text });
    const call = await server.nextStream();
    const [message] = await call.receives(1);
    expect(message?.rows[0]?.length).toBe(MAX_ROW_BYTES);
    call.ack(0);
    await rows.flush();
  });
});
