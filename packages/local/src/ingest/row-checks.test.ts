import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { RecordType } from "@zerobus-gen/runtime/protocol";
import { describe, expect, it } from "vitest";
import { order } from "../testing/orders.js";
import { createStream, ingestJson, ingestRecord } from "../testing/requests.js";
import { started, until } from "../testing/session.js";

const BAD_TEXT = new BinaryWriter().tag(1, WireType.Varint).int64(1n);
BAD_TEXT.tag(2, WireType.LengthDelimited).bytes(Uint8Array.of(0x61, 0xff));

describe("a row that the table cannot have", () => {
  it.each<[string, Buffer, RegExp]>([
    ["no value of a NOT NULL column", ingestRecord(0, new Uint8Array()), /column id: NOT NULL/],
    ["text that is not UTF-8", ingestRecord(0, BAD_TEXT.finish()), /column note: .*UTF-8/],
    ["a decimal with too many digits", ingestRecord(0, order(1, "", "123456789.00")), /column total: /],
    ["bytes that are no message", ingestRecord(0, Uint8Array.of(0xff)), /row 0/],
    ["a field cut short", ingestRecord(0, order(1, "note").subarray(0, -2)), /column note: /],
  ])("is refused as PROTO with 4044: %s", async (_, message, why) => {
    expect(await refusalOf(RecordType.PROTO, message)).toMatch(why);
  });

  it.each<[string, string, RegExp]>([
    ["no value of a NOT NULL column", "{}", /column id: NOT NULL/],
    ["null in a NOT NULL column", '{"id":null}', /column id: NOT NULL/],
    ["a number out of range", '{"id":9223372036854775808}', /column id: /],
    ["a key that the table lacks", '{"id":1,"ID":2}', /unrecognized field name 'ID'/],
    ["a key twice", '{"id":1,"id":2}', /column id: .*twice/],
    ["half a surrogate pair", '{"id":1,"note":"\\ud800"}', /column note: /],
    ["a decimal with too many digits", '{"id":1,"total":"1.234"}', /column total: /],
    ["no object", "[]", /invalid type: array, expected object/],
    ["more than a record", '{"id":1}{"id":2}', /trailing characters/],
    ["nothing", "", /row 0/],
  ])("is refused as JSON with 4044: %s", async (_, record, why) => {
    expect(await refusalOf(RecordType.JSON, ingestJson(0, record))).toMatch(why);
  });
});

/** What a stream that sends this ends with. */
async function refusalOf(recordType: RecordType, message: Buffer): Promise<string | undefined> {
  const { session, events, store, refusals } = await started();
  session.receive(createStream({ recordType }));
  session.receive(message);
  await until(events, "end");
  expect([events.length, store.rows, refusals[0]?.code]).toEqual([2, [], "INVALID_ARGUMENT"]);
  expect(events[1]).toMatch(/Record decoder\/encoder error: .*Error Code: 4044$/);
  return events[1];
}
