import type { DataType, Row, ScalarType, StructType, Value } from "@zerobus-gen/local";
import { array, map, struct } from "../../../packages/local/src/testing/schemas.js";

/** A place for a value: the type around it, and the value in there. */
interface Place {
  readonly type: (scalar: ScalarType) => DataType;
  readonly value: (value: Value) => Value;
}

/** Every way into a column, down to four levels. */
const PLACES: Readonly<Record<string, Place>> = {
  plain: { type: (scalar) => scalar, value: (value) => value },
  in_struct: { type: (scalar) => struct({ a: scalar, b: "long" }), value: (value) => ({ a: value, b: 1n }) },
  in_array: { type: array, value: (value) => [value, null, value] },
  in_map: {
    type: (scalar) => map("string", scalar),
    value: (value) =>
      new Map([
        ["k", value],
        ["null", null],
      ]),
  },
  in_structs: {
    type: (scalar) => struct({ a: struct({ b: struct({ c: scalar }), d: scalar }) }),
    value: (value) => ({ a: { b: { c: value }, d: null } }),
  },
  in_arrays: { type: (scalar) => array(array(array(scalar))), value: (value) => [[[value], []], null, []] },
  in_all: {
    type: (scalar) => array(map("string", struct({ a: array(scalar), b: scalar }))),
    value: (value) => [
      new Map([
        ["x", { a: [value, null], b: value }],
        ["y", null],
      ]),
    ],
  },
};

/** A table with values of one type at any depth, nullable and not, and rows in which they are there, null or around null. */
export function tableOfDepths(
  scalar: ScalarType,
  values: readonly Value[],
): { readonly schema: StructType; readonly rows: readonly Row[] } {
  const places = Object.entries(PLACES);
  const schema = struct({
    "!row": "long",
    "!required": scalar,
    "!required_in": { ...struct({ "!a": scalar }) },
    "!key": map(scalar, "long"),
    ...Object.fromEntries(places.map(([name, { type }]) => [name, type(scalar)])),
  });
  const rowOf = (required: Value, inPlace: (place: Place) => Value): Omit<Row, "row"> => ({
    required,
    required_in: { a: required },
    key: new Map([[required, 1n]]),
    ...Object.fromEntries(places.map(([name, place]) => [name, inPlace(place)])),
  });
  const [first = null] = values;
  const rows = [
    ...values.map((value) => rowOf(value, (place) => place.value(value))),
    rowOf(first, (place) => place.value(null)),
    rowOf(first, () => null),
  ];
  return { schema, rows: rows.map((row, index) => ({ ...row, row: BigInt(index) })) };
}
