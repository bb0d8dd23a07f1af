import { deepStrictEqual } from "node:assert/strict";
import { fromBinary } from "@bufbuild/protobuf";
import { CONTENDERS, type ContenderName, type Given } from "./contenders.js";
import { protobufEsType } from "./wire-types.js";

/** Holds that a contender encodes the rows as ours does: to the byte, or at least to the same content. @throws AssertionError */
export function checkSameContent<Row>(contender: ContenderName, given: Given<Row>): void {
  const isJson = contender === "ours, JSON" || contender === "JSON.stringify";
  const expected = CONTENDERS[isJson ? "ours, JSON" : "ours, proto"](given).encoded();
  const found = CONTENDERS[contender](given).encoded();
  deepStrictEqual(found.length, given.rows.length);
  const type = protobufEsType(given.table.descriptor);
  const decoded = (row: Uint8Array): unknown =>
    isJson ? JSON.parse(Buffer.from(row).toString()) : fromBinary(type, row);
  found.forEach((row, at) => {
    const ours = expected[at] ?? new Uint8Array();
    if (!Buffer.from(ours).equals(row)) deepStrictEqual(decoded(row), decoded(ours));
  });
}
