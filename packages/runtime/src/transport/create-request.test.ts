import { create, toBinary } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import {
  EphemeralStreamRequestSchema,
  RecordType,
} from "../protocol/gen/databricks/zerobus/zerobus_service_pb.js";
import { createRequest } from "./create-request.js";

const table = "main.shop.ördérs";

test.each([0, 1, 200, 70_000])("is what protobuf-es writes, with a descriptor of %d bytes", (length) => {
  const descriptorProto = new Uint8Array(length).fill(7);
  const value = { tableName: table, descriptorProto, recordType: RecordType.PROTO };
  const want = create(EphemeralStreamRequestSchema, { payload: { case: "createStream", value } });
  expect(new Uint8Array(createRequest(table, descriptorProto, "proto"))).toEqual(
    toBinary(EphemeralStreamRequestSchema, want),
  );
});

test("has no descriptor for rows of JSON", () => {
  const value = { tableName: table, recordType: RecordType.JSON };
  const want = create(EphemeralStreamRequestSchema, { payload: { case: "createStream", value } });
  expect(new Uint8Array(createRequest(table, Uint8Array.of(1), "json"))).toEqual(
    toBinary(EphemeralStreamRequestSchema, want),
  );
});
