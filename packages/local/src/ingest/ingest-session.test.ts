import { fromBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { EphemeralStreamRequestSchema, RecordType } from "@zerobus-gen/runtime/protocol";
import { describe, expect, it } from "vitest";
import { Tokens } from "../auth/tokens.js";
import { message, serialized } from "../testing/descriptors.js";
import { ORDERS, order, ordersDescriptor } from "../testing/orders.js";
import {
  createStream,
  ingestBatch,
  ingestJson,
  ingestJsonBatch,
  ingestRecord,
  request,
} from "../testing/requests.js";
import { opened, type Started, started, tokens, until } from "../testing/session.js";
import { IngestSession } from "./ingest-session.js";
import { Refusal } from "./refusal.js";

const JSON_BATCH = { case: "jsonBatch" as const, value: { records: ["{}"] } };

describe(IngestSession, () => {
  it("creates, commits, acknowledges with the newest offset, and ends well on half-close", async () => {
    const { session, events, store } = await opened();
    session.receive(ingestRecord(0, order(1, "a", "1.5")));
    session.receive(ingestBatch(1, [order(2), order(3)]));
    session.halfClose();
    await until(events, "end");
    expect(events).toEqual(["created", "ack 1", "end OK"]);
    expect(store.rows).toEqual([
      { id: 1n, note: "a", total: 150n },
      { id: 2n, note: null, total: null },
      { id: 3n, note: null, total: null },
    ]);
  });

  it.each<[string, Buffer, string]>([
    ["a record before create_stream", ingestRecord(0, order(1)), "INVALID_ARGUMENT"],
    ["an empty message before create_stream", Buffer.alloc(0), "INVALID_ARGUMENT"],
    ["garbage", Buffer.of(0xff, 0xff, 0xff), "INVALID_ARGUMENT"],
    ["no record type", createStream({ recordType: RecordType.RECORD_TYPE_UNSPECIFIED }), "INVALID_ARGUMENT"],
    ["no descriptor", createStream({ descriptorProto: new Uint8Array() }), "INVALID_ARGUMENT"],
    ["a garbled descriptor", createStream({ descriptorProto: Buffer.of(0xff) }), "INVALID_ARGUMENT"],
    ["no table name", createStream({ tableName: "" }), "INVALID_ARGUMENT"],
    ["a table name of two parts", createStream({ tableName: "shop.orders" }), "INVALID_ARGUMENT"],
    [
      "a table that the token is not for",
      createStream({ tableName: "main.shop.other" }),
      "PERMISSION_DENIED",
    ],
  ])("refuses to open with %s", async (_, first, code) => {
    const { session, events } = await started();
    session.receive(first);
    expect(events).toEqual([expect.stringContaining(`end ${code}`)]);
  });

  it.each<[string, string, string]>([
    ["no token", "", "UNAUTHENTICATED"],
    ["another scheme", "Basic aWQ6c2VjcmV0", "UNAUTHENTICATED"],
    ["a token from elsewhere", "Bearer dapi0123456789", "UNAUTHENTICATED"],
    [
      "a token of another server",
      `Bearer ${new Tokens(Buffer.alloc(32, 2)).issue({ kind: "table", table: ORDERS })}`,
      "UNAUTHENTICATED",
    ],
    ["a token for the catalog", `Bearer ${tokens.issue({ kind: "catalog" })}`, "UNAUTHENTICATED"],
  ])("refuses to open with %s", async (_, authorization, code) => {
    const { session, events } = await started(authorization);
    session.receive(createStream());
    expect(events).toEqual([expect.stringContaining(`end ${code}`)]);
  });

  it("refuses a table that does not exist with NOT_FOUND", async () => {
    const { session, events } = await started(`Bearer ${tokens.issue({ kind: "table", table: "a.b.c" })}`);
    session.receive(createStream({ tableName: "a.b.c" }));
    expect(events).toEqual(["end NOT_FOUND table a.b.c does not exist"]);
  });

  it("refuses a descriptor that does not fit, naming every column and cause", async () => {
    const descriptorProto = serialized(
      message("Orders", [
        ["note", 1, "int64"],
        ["extra", 2, "bool"],
      ]),
    );
    const { session, events, refusals } = await started();
    session.receive(createStream({ descriptorProto }));
    expect(events[0]).toMatch(
      /end INVALID_ARGUMENT .*column id .*column note .*field extra .*Error Code: 8001/,
    );
    expect(refusals[0]?.causes).toEqual([
      "MISSING_REQUIRED_COLUMN",
      "TYPE_INCOMPATIBLE",
      "FIELD_NOT_IN_TABLE",
    ]);
  });

  it("refuses a record type that only a newer protocol knows", async () => {
    const { session, events } = await started();
    session.receive(unknownRecordType());
    expect(events).toEqual(["end INVALID_ARGUMENT record_type is not specified; it must be PROTO or JSON"]);
  });

  it("takes an absent record type for PROTO", async () => {
    const { session, events } = await started();
    const whole = fromBinary(EphemeralStreamRequestSchema, createStream());
    if (whole.payload.case === "createStream") {
      const { tableName, descriptorProto } = whole.payload.value;
      session.receive(request({ case: "createStream", value: { tableName, descriptorProto } }));
    }
    expect(events).toEqual(["created"]);
  });

  it.each<[string, Buffer, string]>([
    ["create_stream again", createStream(), "create_stream came twice"],
    ["nothing", Buffer.alloc(0), "no payload"],
    [
      "an offset too high",
      ingestRecord(2, order(1)),
      "Non-incremental offset: expected 1, actual 2. Error Code: 4002",
    ],
    ["an offset again", ingestRecord(0, order(1)), "Non-incremental offset: expected 1, actual 0."],
    [
      "no offset",
      request({ case: "ingestRecord", value: { record: { case: "protoEncodedRecord", value: order(1) } } }),
      "expected 1, actual none",
    ],
    ["an empty batch", ingestBatch(1, []), "no records"],
    ["a batch without a body", request({ case: "ingestRecordBatch", value: { offsetId: 1n } }), "no records"],
    ["a record without a body", request({ case: "ingestRecord", value: { offsetId: 1n } }), "no records"],
    [
      "a JSON record",
      request({ case: "ingestRecord", value: { offsetId: 1n, record: { case: "jsonRecord", value: "{}" } } }),
      "created for PROTO records, and this one is JSON",
    ],
    [
      "a JSON batch",
      request({ case: "ingestRecordBatch", value: { offsetId: 1n, batch: JSON_BATCH } }),
      "created for PROTO records, and this one is JSON",
    ],
    ["a record above 10 MiB", ingestRecord(1, new Uint8Array(10 * 1024 * 1024 + 1)), "has 10485761 bytes"],
    [
      "a message above 10 MiB",
      Buffer.alloc(10 * 1024 * 1024 + 65 * 1024),
      "Batch size exceeds maximum allowed size",
    ],
    [
      "a bad row among good ones",
      ingestBatch(1, [order(1), order(2, "x", "1.234"), order(3)]),
      "row 1 of the request at offset 1, column total: .*Error Code: 4044",
    ],
    ["garbage", Buffer.of(0xff, 0xff), "not an EphemeralStreamRequest"],
  ])("refuses %s after a good request, which is committed and acknowledged first", async (_, bad, why) => {
    const { session, events, store } = await opened();
    session.receive(ingestRecord(0, order(7)));
    session.receive(bad);
    session.receive(ingestRecord(1, order(8)));
    await until(events, "end");
    expect(events).toEqual(["created", "ack 0", expect.stringMatching(`end INVALID_ARGUMENT .*(${why})`)]);
    expect(store.rows).toEqual([{ id: 7n, note: null, total: null }]);
  });

  it("ends with UNAVAILABLE when a commit fails, acknowledges nothing of it, and stores nothing after it", async () => {
    const { session, events, store } = await opened();
    store.gate = () => Promise.reject(new Error("disk full"));
    session.receive(ingestRecord(0, order(1)));
    await until(events, "end");
    store.gate = async () => {};
    session.receive(ingestRecord(1, order(2)));
    expect(events).toEqual(["created", expect.stringMatching(/^end UNAVAILABLE .*disk full/)]);
    expect(store.rows).toEqual([]);
  });

  it("ends with INTERNAL over a defect of its own, and harms nobody else", () => {
    const events: string[] = [];
    const peer = { created() {}, acknowledge() {}, pause() {}, resume() {} };
    const defect = (): never => {
      throw new TypeError("defect");
    };
    const end = (refusal: Refusal | undefined): unknown =>
      events.push(`end ${refusal?.code} ${refusal?.message}`);
    new IngestSession(defect, { ...peer, end }).receive(createStream());
    expect(events).toEqual([expect.stringMatching(/^end INTERNAL .*defect/)]);
  });

  it("says nothing more to a client that has gone, and still commits its rows", async () => {
    const { session, events, table } = await opened();
    session.receive(ingestRecord(0, order(1)));
    session.cancel();
    session.halfClose();
    await table.commits.settled();
    expect(events).toEqual(["created"]);
    expect(table.store.version).toBe(1);
  });

  it("makes a client wait that is far ahead of the disk, and lets it go on afterwards", async () => {
    const { session, events, store } = await opened();
    let release = (): void => {};
    store.gate = () => new Promise((resolve) => (release = resolve));
    const fiveMegabytes = order(1, "x".repeat(5 * 1024 * 1024));
    for (let offset = 0; offset < 4; offset++) session.receive(ingestRecord(offset, fiveMegabytes));
    expect(events).toEqual(["created", "pause"]);
    await new Promise(setImmediate);
    release();
    await until(events, "resume");
    expect(events).toEqual(["created", "pause", "ack 2", "resume"]);
  });

  it("commits what it has when the server stops, then ends with the server's reason", async () => {
    const { session, events } = await opened();
    session.receive(ingestRecord(0, order(1)));
    session.stop(new Refusal("UNAVAILABLE", "stopping"));
    session.stop(new Refusal("UNAVAILABLE", "stopping again"));
    await until(events, "end");
    expect(events).toEqual(["created", "ack 0", "end UNAVAILABLE stopping"]);
  });
});

describe("a stream of JSON records", () => {
  it("needs no descriptor, commits and acknowledges", async () => {
    const { session, events, store } = await openedForJson();
    session.receive(ingestJson(0, '{"id":1,"note":"a","total":"1.5"}'));
    session.receive(ingestJsonBatch(1, ['{"id":"2"}', '{"id":3,"note":null}']));
    session.halfClose();
    await until(events, "end");
    expect(events).toEqual(["created", "ack 1", "end OK"]);
    expect(store.rows).toEqual([
      { id: 1n, note: "a", total: 150n },
      { id: 2n, note: null, total: null },
      { id: 3n, note: null, total: null },
    ]);
  });

  it("ignores a descriptor, whatever it is", async () => {
    const { session, events } = await started();
    session.receive(createStream({ recordType: RecordType.JSON, descriptorProto: Buffer.of(0xff) }));
    expect(events).toEqual(["created"]);
  });

  it.each<[string, Buffer, string]>([
    ["a PROTO record", ingestRecord(1, order(1)), "created for JSON records, and this one is PROTO"],
    ["a PROTO batch", ingestBatch(1, [order(1)]), "created for JSON records, and this one is PROTO"],
    ["an empty batch", ingestJsonBatch(1, []), "no records"],
    [
      "an unknown column",
      ingestJsonBatch(1, ['{"id":1}', '{"id":2,"ip":"x"}']),
      "row 1 of the request at offset 1, unrecognized field name 'ip' at line 1 column 13. Error Code: 4044",
    ],
    [
      "a value of another type",
      ingestJson(1, '{"id":"2026-01-01"}'),
      "column id: invalid digit found in string at line 1 column 18. Error Code: 4044",
    ],
    ["bytes that are not UTF-8", withBadUtf8(ingestJson(1, '{"id":1,"note":"x?x"}')), "not valid UTF-8"],
    ["bad UTF-8 in a batch", withBadUtf8(ingestJsonBatch(1, ['{"id":1,"note":"x?x"}'])), "not valid UTF-8"],
    ["a record above 10 MiB", ingestJson(1, " ".repeat(10 * 1024 * 1024 + 1)), "has 10485761 bytes"],
  ])("refuses %s after a good request, which is committed and acknowledged first", async (_, bad, why) => {
    const { session, events, store } = await openedForJson();
    session.receive(ingestJson(0, '{"id":7}'));
    session.receive(bad);
    session.receive(ingestJson(1, '{"id":8}'));
    await until(events, "end");
    expect(events).toEqual(["created", "ack 0", expect.stringContaining(why)]);
    expect(events[2]).toMatch(/^end INVALID_ARGUMENT /);
    expect(store.rows).toEqual([{ id: 7n, note: null, total: null }]);
  });

  async function openedForJson(): Promise<Started> {
    const all = await started();
    all.session.receive(createStream({ recordType: RecordType.JSON, descriptorProto: new Uint8Array() }));
    return all;
  }

  /** The message with a byte that UTF-8 does not have in place of the question mark. */
  function withBadUtf8(message: Buffer): Buffer {
    message[message.indexOf("x?x") + 1] = 0xff;
    return message;
  }
});

/** A create_stream whose record_type is 9, written by hand: no encoder of ours would. */
function unknownRecordType(): Buffer {
  const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.LengthDelimited).string(ORDERS);
  writer.tag(3, WireType.LengthDelimited).bytes(ordersDescriptor);
  writer.tag(4, WireType.Varint).int32(9);
  return Buffer.from(writer.join().finish());
}
