import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readErrorInfo } from "./error-info.js";

/** A serialized `google.rpc.Status` with details, each a type and the bytes of a message of it. */
function statusOf(...details: readonly (readonly [typeUrl: string, message: Uint8Array])[]): Uint8Array {
  const status = new BinaryWriter()
    .tag(1, WireType.Varint)
    .int32(3)
    .tag(2, WireType.LengthDelimited)
    .string("no");
  for (const [typeUrl, message] of details) {
    status.tag(3, WireType.LengthDelimited).fork();
    status
      .tag(1, WireType.LengthDelimited)
      .string(typeUrl)
      .tag(2, WireType.LengthDelimited)
      .bytes(message)
      .join();
  }
  return status.finish();
}

function errorInfo(reason: string, metadata: readonly (readonly [string, string])[] = []): Uint8Array {
  const info = new BinaryWriter().tag(1, WireType.LengthDelimited).string(reason);
  info.tag(2, WireType.LengthDelimited).string("zerobus.databricks.com");
  for (const [key, value] of metadata) {
    info.tag(3, WireType.LengthDelimited).fork();
    info.tag(1, WireType.LengthDelimited).string(key);
    info.tag(2, WireType.LengthDelimited).string(value).join();
  }
  return info.finish();
}

const TYPE = "type.googleapis.com/google.rpc.ErrorInfo";
const retryInfo = ["type.googleapis.com/google.rpc.RetryInfo", Uint8Array.of(0x0a, 0x00)] as const;

test.each<[string, Uint8Array, string | undefined]>([
  ["the reason", statusOf([TYPE, errorInfo("A")]), "A"],
  ["the first of two", statusOf([TYPE, errorInfo("A")], [TYPE, errorInfo("B")]), "A"],
  ["one behind something else", statusOf(retryInfo, [TYPE, errorInfo("A")]), "A"],
  ["one with another prefix", statusOf(["x/google.rpc.ErrorInfo", errorInfo("A")]), "A"],
  ["no reason in an empty one", statusOf([TYPE, new Uint8Array()]), ""],
  ["nothing in a status without details", statusOf(), undefined],
  ["nothing in other details", statusOf(retryInfo), undefined],
  ["nothing in no bytes", new Uint8Array(), undefined],
  ["nothing in a text", Buffer.from("SCHEMA_VALIDATION_FAILED"), undefined],
  ["nothing in a status cut short", statusOf([TYPE, errorInfo("A")]).subarray(0, 30), undefined],
])("finds %s", (_, bytes, want) => {
  expect(readErrorInfo(bytes)?.reason).toBe(want);
});

test("reads domain and metadata", () => {
  const metadata = [
    ["causes", "A,B"],
    ["error_code", "8001"],
    ["__proto__", "x"],
    ["", ""],
  ] as const;
  expect(readErrorInfo(statusOf([TYPE, errorInfo("A", metadata)]))).toEqual({
    reason: "A",
    domain: "zerobus.databricks.com",
    metadata: new Map(metadata),
  });
  expect(readErrorInfo(statusOf([TYPE, new Uint8Array()]))).toEqual({
    reason: "",
    domain: "",
    metadata: new Map(),
  });
});

test("throws for no bytes whatever, nor for a real one with any byte changed", () => {
  const whole = statusOf([TYPE, errorInfo("A", [["causes", "A,B"]])]);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(whole.length - 1), (bytes, at) => {
      readErrorInfo(bytes);
      readErrorInfo(whole.with(at, bytes[0] ?? 0));
    }),
  );
});
