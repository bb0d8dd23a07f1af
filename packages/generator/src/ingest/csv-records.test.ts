import type { Field } from "@zerobus-gen/schema";
import { expect, test } from "vitest";
import { csvRecords } from "./csv-records.js";
import type { InputRecord } from "./input-record.js";

const fields: readonly Field[] = [
  { name: "id", number: 1, type: { kind: "bigint" }, nullable: false },
  { name: "note", number: 2, type: { kind: "string" }, nullable: true },
];

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < text.length; at += 5) yield Buffer.from(text.slice(at, at + 5));
}

async function read(text: string, delimiter = ","): Promise<readonly InputRecord[]> {
  const options = { delimiter, nullText: "", epochUnit: undefined };
  const records: InputRecord[] = [];
  for await (const record of csvRecords(bytes(text), fields, options)) records.push(record);
  return records;
}

test("reads each record by the columns that the first line names", async () => {
  expect(await read('\uFEFFnote,id\n"a, ""b""\nc",1\n,2\n')).toEqual([
    { line: 3, raw: '"a, ""b""\nc",1', row: { note: 'a, "b"\nc', id: 1n } },
    { line: 4, raw: ",2", row: { note: null, id: 2n } },
  ]);
});

test("takes another delimiter", async () => {
  expect((await read("id;note\r\n1;x\r\n", ";")).map((record) => "row" in record && record.row)).toEqual([
    { id: 1n, note: "x" },
  ]);
});

test("names a record with too many or too few cells, and goes on", async () => {
  const records = await read("id,note\n1\n2,b\n3,c,d\n4,e\n");
  expect(records.map((record) => ("row" in record ? record.row.id : record.problem))).toEqual([
    expect.stringMatching(/column/i),
    2n,
    expect.stringMatching(/column/i),
    4n,
  ]);
});

test.each([
  ["id,nope\n1,2\n", "names nope, which the table does not have"],
  ["id,id\n1,2\n", "names id twice"],
  ['id,note\n1,"open\n', "cannot be read"],
])("refuses %j", async (text, why) => {
  await expect(read(text)).rejects.toThrow(why);
});

test("takes a first line alone", async () => {
  expect(await read("id,note\n")).toEqual([]);
});
