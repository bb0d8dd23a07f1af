import { deepStrictEqual } from "node:assert/strict";
import { protobufEsType } from "../wire-types.js";
import { CONTENDERS, type Encoding, type Given } from "./contenders.js";

/**
 * Holds that all contenders encode the rows as ours does: to the byte, or at least to the same content.
 * @throws AssertionError that names the contender
 */
export function checkSameContent<Row>(given: Given<Row>): void {
  const { type, library } = protobufEsType(given.table.descriptor, given.peersFolder);
  const proto = {
    ours: CONTENDERS["ours, proto"](given),
    decode: (row: Uint8Array) => library.fromBinary(type, row),
  };
  const json = { ours: CONTENDERS["ours, JSON"](given), decode: (row: Uint8Array) => parsed(row) };
  for (const [name, contender] of Object.entries(CONTENDERS)) {
    const { ours, decode } = name.includes("JSON") ? json : proto;
    try {
      checkSameRows(contender(given).encoded(), ours, decode);
    } catch (error) {
      throw new Error(`${name} does not encode what ours does`, { cause: error });
    }
  }
}

function checkSameRows(
  found: readonly Uint8Array[],
  ours: Encoding,
  decode: (row: Uint8Array) => unknown,
): void {
  const expected = ours.encoded();
  deepStrictEqual(found.length, expected.length);
  found.forEach((row, at) => {
    const own = expected[at] ?? new Uint8Array();
    if (!Buffer.from(own).equals(row)) deepStrictEqual(decode(row), decode(own));
  });
}

function parsed(row: Uint8Array): unknown {
  return JSON.parse(Buffer.from(row).toString());
}
