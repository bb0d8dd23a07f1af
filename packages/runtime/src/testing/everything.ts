import fc from "fast-check";
import type { VariantInput } from "../codegen/inputs.js";
import { rawJson } from "../codegen/raw-json.js";
import type { RowWriter } from "../codegen/row-writer.js";
import { formatDays, MAX_DAYS, MIN_DAYS } from "../row/calendar.js";
import { readVariant } from "../row/read-variant.js";

type Nullable<T> = { readonly [Name in keyof T]?: T[Name] | null | undefined };
type Place = Nullable<{ name: string }>;
/** The STRUCT in it. */
export type Item = Nullable<{ label: string; place: Place; sizes: readonly number[] }>;

/** A column of every kind. The last one's field number is higher than any that a table needs. */
export type Everything = Nullable<{
  flag: boolean;
  tiny: number;
  small: number;
  count: number;
  big: bigint | number;
  ratio: number;
  weight: number;
  text: string;
  body: Uint8Array;
  day: string;
  instant: bigint;
  wall: bigint;
  amount: string;
  item: Item;
  flags: readonly boolean[];
  items: readonly Item[];
  texts: ReadonlyMap<string, string>;
  tinies: ReadonlyMap<number, number>;
  smalls: ReadonlyMap<number, Uint8Array>;
  ints: ReadonlyMap<number, Item>;
  bigs: ReadonlyMap<bigint, bigint>;
  bools: ReadonlyMap<boolean, number>;
  code: string;
  sign: string;
  payload: VariantInput;
  payloads: readonly VariantInput[];
  last: string;
}>;

function writePlace(w: RowWriter, value: Place): void {
  if (value.name != null) w.string(1, "name", value.name);
}

function writeItem(w: RowWriter, value: Item): void {
  if (value.label != null) w.string(1, "label", value.label);
  if (value.place != null) w.struct(2, "place", value.place, writePlace);
  if (value.sizes != null) w.list("sizes", value.sizes, (to, index, size) => to.smallint(3, index, size));
}

/** As generated code would. */
export function writeEverything(w: RowWriter, row: Everything): void {
  if (row.flag != null) w.boolean(1, "flag", row.flag);
  if (row.tiny != null) w.tinyint(2, "tiny", row.tiny);
  if (row.small != null) w.smallint(3, "small", row.small);
  if (row.count != null) w.int(4, "count", row.count);
  if (row.big != null) w.bigint(5, "big", row.big);
  if (row.ratio != null) w.float(6, "ratio", row.ratio);
  if (row.weight != null) w.double(7, "weight", row.weight);
  if (row.text != null) w.string(8, "text", row.text);
  if (row.body != null) w.binary(9, "body", row.body);
  if (row.day != null) w.date(10, "day", row.day);
  if (row.instant != null) w.timestamp(11, "instant", row.instant);
  if (row.wall != null) w.timestampNtz(12, "wall", row.wall);
  if (row.amount != null) w.decimal(13, "amount", row.amount, 38, 2);
  if (row.item != null) w.struct(14, "item", row.item, writeItem);
  if (row.flags != null) w.list("flags", row.flags, (to, index, flag) => to.boolean(15, index, flag));
  if (row.items != null)
    w.list("items", row.items, (to, index, item) => to.struct(16, index, item, writeItem));
  if (row.texts != null) w.map(17, "texts", row.texts, writeTextsEntry);
  if (row.tinies != null) w.map(18, "tinies", row.tinies, writeTiniesEntry);
  if (row.smalls != null) w.map(19, "smalls", row.smalls, writeSmallsEntry);
  if (row.ints != null) w.map(20, "ints", row.ints, writeIntsEntry);
  if (row.bigs != null) w.map(21, "bigs", row.bigs, writeBigsEntry);
  if (row.bools != null) w.map(22, "bools", row.bools, writeBoolsEntry);
  if (row.code != null) w.varchar(23, "code", row.code, 8);
  if (row.sign != null) w.char(24, "sign", row.sign, 1);
  if (row.payload != null) w.variant(25, "payload", row.payload);
  if (row.payloads != null)
    w.list("payloads", row.payloads, (to, index, payload) => to.variant(26, index, payload));
  if (row.last != null) w.string(20_000, "last", row.last);
}

function writeTextsEntry(w: RowWriter, key: string, value: string): void {
  w.string(1, key, key);
  w.string(2, key, value);
}

function writeTiniesEntry(w: RowWriter, key: number, value: number): void {
  w.tinyint(1, key, key);
  w.int(2, key, value);
}

function writeSmallsEntry(w: RowWriter, key: number, value: Uint8Array): void {
  w.smallint(1, key, key);
  w.binary(2, key, value);
}

function writeIntsEntry(w: RowWriter, key: number, value: Item): void {
  w.int(1, key, key);
  w.struct(2, key, value, writeItem);
}

function writeBigsEntry(w: RowWriter, key: bigint, value: bigint): void {
  w.bigint(1, key, key);
  w.bigint(2, key, value);
}

function writeBoolsEntry(w: RowWriter, key: boolean, value: number): void {
  w.boolean(1, key, key);
  w.double(2, key, value);
}

function nullable<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null | undefined> {
  const none = fc.constantFrom(null, undefined);
  return fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: none });
}

function mapOf<K, V>(key: fc.Arbitrary<K>, value: fc.Arbitrary<V>): fc.Arbitrary<ReadonlyMap<K, V>> {
  return fc.array(fc.tuple(key, value), { maxLength: 4 }).map((entries) => new Map(entries));
}

const bits = (count: number): fc.Arbitrary<number> =>
  fc.integer({ min: -(2 ** (count - 1)), max: 2 ** (count - 1) - 1 });
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 50 }),
  // Lengths at which the text, or what it stands in, takes one more byte for its length.
  fc.constantFrom(41, 42, 43, 120, 127, 128, 16_370, 16_384).map((length) => "x".repeat(length)),
);
const micros = fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n });
const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const place = fc.record({ name: nullable(text) });
const item: fc.Arbitrary<Item> = fc.record({
  label: nullable(text),
  place: nullable(place),
  sizes: nullable(fc.array(bits(16))),
});
const payload: fc.Arbitrary<VariantInput> = fc
  .jsonValue({ stringUnit: "binary" })
  .map((value) => (value === null ? rawJson("null") : readVariant(JSON.stringify(value))));
/** Rows without entries, whose order is not given. */
export const rowWithoutMaps: fc.Arbitrary<Everything> = fc.record({
  flag: nullable(fc.boolean()),
  tiny: nullable(bits(8)),
  small: nullable(bits(16)),
  count: nullable(bits(32)),
  big: nullable(fc.oneof(long, fc.maxSafeInteger())),
  ratio: nullable(fc.float()),
  weight: nullable(fc.double()),
  text: nullable(text),
  body: nullable(fc.uint8Array({ maxLength: 300 })),
  day: nullable(fc.integer({ min: MIN_DAYS, max: MAX_DAYS }).map(formatDays)),
  instant: nullable(micros),
  wall: nullable(micros),
  amount: nullable(fc.bigInt({ min: 1n, max: 10n ** 36n - 1n }).map((units) => `${units}.01`)),
  item: nullable(item),
  flags: nullable(fc.array(fc.boolean())),
  items: nullable(fc.array(item, { maxLength: 4 })),
  code: nullable(fc.string({ unit: "binary", maxLength: 8 })),
  sign: nullable(fc.string({ unit: "binary", maxLength: 1 })),
  payload: nullable(payload),
  payloads: nullable(fc.array(payload, { maxLength: 3 })),
  last: nullable(text),
});
const maps = fc.record({
  // As a property of the plain object that protobuf-es gives, this one name is no key.
  texts: nullable(
    mapOf(
      text.filter((key) => key !== "__proto__"),
      text,
    ),
  ),
  tinies: nullable(mapOf(bits(8), bits(32))),
  smalls: nullable(mapOf(bits(16), fc.uint8Array())),
  ints: nullable(mapOf(bits(32), item)),
  bigs: nullable(mapOf(long, long)),
  bools: nullable(mapOf(fc.boolean(), fc.double())),
});
/** Any row. */
export const anyRow: fc.Arbitrary<Everything> = fc
  .tuple(rowWithoutMaps, maps)
  .map(([row, more]) => ({ ...row, ...more }));
