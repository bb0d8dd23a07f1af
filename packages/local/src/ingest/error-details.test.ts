import { BinaryReader } from "@bufbuild/protobuf/wire";
import { describe, expect, it } from "vitest";
import { encodeErrorDetails } from "./error-details.js";

describe(encodeErrorDetails, () => {
  it("is a google.rpc.Status with one ErrorInfo in an Any", () => {
    const status = fields(encodeErrorDetails("why", ["TYPE_INCOMPATIBLE", "FIELD_NOT_IN_TABLE"]));
    expect(status.slice(0, 2)).toEqual([
      [1, 3],
      [2, Buffer.from("why")],
    ]);
    const any = fields(bytesOf(status[2]));
    expect(any[0]).toEqual([1, Buffer.from("type.googleapis.com/google.rpc.ErrorInfo")]);
    const info = fields(bytesOf(any[1]));
    expect(info.slice(0, 2)).toEqual([
      [1, Buffer.from("SCHEMA_VALIDATION_FAILED")],
      [2, Buffer.from("zerobus.databricks.com")],
    ]);
    const metadata = info.slice(2).map((entry) => fields(bytesOf(entry)).map(([, value]) => String(value)));
    expect(metadata).toEqual([
      ["error_code", "8001"],
      ["causes", "TYPE_INCOMPATIBLE,FIELD_NOT_IN_TABLE"],
    ]);
  });
});

type Field = readonly [number: number, value: number | Buffer];

function fields(bytes: Uint8Array): Field[] {
  const reader = new BinaryReader(bytes);
  const found: Field[] = [];
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    found.push([number, wireType === 0 ? reader.int32() : Buffer.from(reader.bytes())]);
  }
  return found;
}

function bytesOf(field: Field | undefined): Buffer {
  return Buffer.isBuffer(field?.[1]) ? field[1] : Buffer.alloc(0);
}
