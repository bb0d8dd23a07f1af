import type { ArrayInput } from "../codegen/inputs.js";
import type { Key, RowWriter, WriteElement, WriteEntry, WriteStruct } from "../codegen/row-writer.js";
import type { ColumnNames } from "./column-names.js";
import { toDays } from "./date.js";
import { canonicalLength, toDecimalText } from "./decimal.js";
import { highHalf, isInt64, lowHalf } from "./int64.js";
import { IssueList, MISSING, NOT_A_ROW } from "./issue-list.js";
import { takeElements } from "./list-elements.js";
import { refuseKey } from "./map-key.js";
import { bytesOf, dateMillis, isListLike, isStruct, objectKind, withoutDefaults } from "./object-kind.js";
import {
  codePoints,
  refuseArray,
  refuseBigint,
  refuseBytes,
  refuseFloat,
  refuseInteger,
  refuseLongText,
  refuseText,
} from "./refuse.js";
import type { RowEncoder } from "./row-encoder.js";
import type { Refusal, RowIssue } from "./row-issue.js";
import { RowPlace } from "./row-place.js";
import { isUsualMicros, toInstantMicros, toWallClockMicros } from "./timestamp.js";
import { holdsOnly, unknownFields } from "./unknown-fields.js";
import { VariantWriter } from "./variant-writer.js";

/** Checks every value of a row on its way to an encoder. */
export class CheckedRowWriter implements RowWriter {
  readonly #encoder: RowEncoder;
  readonly #found: IssueList;
  readonly #isRehearsal: boolean;
  readonly #place = new RowPlace();
  readonly #variants: VariantWriter;

  /** In a rehearsal the rows are written again later: what can be read once is refused. */
  constructor(encoder: RowEncoder, columns?: ColumnNames, isRehearsal = false) {
    this.#encoder = encoder;
    this.#found = new IssueList(columns);
    this.#isRehearsal = isRehearsal;
    this.#variants = new VariantWriter(encoder);
  }

  /** For each issue of the last row the keys that lead to its value. */
  get ways(): readonly (readonly Key[])[] {
    return this.#found.ways;
  }

  /** Writes one row. Returns what is wrong with it; what is encoded is good only if that is nothing. */
  row<T>(value: T, write: WriteStruct<T>): readonly RowIssue[] {
    this.#found.begin();
    this.#place.begin();
    const kind = objectKind(value);
    if (isStruct(value, kind)) {
      this.#encoder.openRow();
      this.#members(value, kind === "literal", write);
      this.#encoder.closeRow();
    } else this.#found.add([], value, "", NOT_A_ROW);
    return this.#found.issues;
  }

  boolean(field: number, key: Key, value: boolean): void {
    if (typeof value !== "boolean") return this.#wrongType(key, value, "BOOLEAN", "pass true or false");
    this.#place.present++;
    this.#encoder.boolean(field, key, value);
  }

  tinyint(field: number, key: Key, value: number): void {
    if (typeof value !== "number" || (value << 24) >> 24 !== value)
      return this.#refuse(key, value, "TINYINT", refuseInteger(value, -128, 127));
    this.#place.present++;
    this.#encoder.int32(field, key, value);
  }

  smallint(field: number, key: Key, value: number): void {
    if (typeof value !== "number" || (value << 16) >> 16 !== value)
      return this.#refuse(key, value, "SMALLINT", refuseInteger(value, -32768, 32767));
    this.#place.present++;
    this.#encoder.int32(field, key, value);
  }

  int(field: number, key: Key, value: number): void {
    if (typeof value !== "number" || (value | 0) !== value)
      return this.#refuse(key, value, "INT", refuseInteger(value, -2147483648, 2147483647));
    this.#place.present++;
    this.#encoder.int32(field, key, value);
  }

  bigint(field: number, key: Key, value: bigint | number): void {
    if (typeof value === "number" && Number.isSafeInteger(value)) this.#safe(field, key, value);
    else if (typeof value === "bigint" && isInt64(value)) this.#wide(field, key, value);
    else this.#refuse(key, value, "BIGINT", refuseBigint(value));
  }

  float(field: number, key: Key, value: number): void {
    if (typeof value !== "number" || (Number.isFinite(value) && !Number.isFinite(Math.fround(value))))
      return this.#refuse(key, value, "FLOAT", refuseFloat(value));
    this.#place.present++;
    this.#encoder.float(field, key, value);
  }

  double(field: number, key: Key, value: number): void {
    if (typeof value !== "number") return this.#wrongType(key, value, "DOUBLE", "pass a number");
    this.#place.present++;
    this.#encoder.double(field, key, value);
  }

  string(field: number, key: Key, value: string): void {
    if (typeof value !== "string" || !this.#encoder.text(field, key, value)) {
      return this.#refuse(key, value, "STRING", refuseText(value));
    }
    this.#place.present++;
  }

  varchar(field: number, key: Key, value: string, length: number): void {
    this.#text(field, key, value, length, "VARCHAR");
  }

  char(field: number, key: Key, value: string, length: number): void {
    this.#text(field, key, value, length, "CHAR");
  }

  binary(field: number, key: Key, value: Uint8Array | ArrayBuffer): void {
    const bytes = bytesOf(value);
    if (bytes === undefined) return this.#refuse(key, value, "BINARY", refuseBytes(value));
    this.#place.present++;
    this.#encoder.binary(field, key, bytes);
  }

  date(field: number, key: Key, value: unknown): void {
    const days = toDays(value);
    if (typeof days !== "number") return this.#refuse(key, value, "DATE", days);
    this.#place.present++;
    this.#encoder.int32(field, key, days);
  }

  timestamp(field: number, key: Key, value: unknown): void {
    if (typeof value === "bigint" && isUsualMicros(value)) return this.#wide(field, key, value);
    const micros = (dateMillis(value) ?? Number.NaN) * 1000;
    if (!Number.isSafeInteger(micros)) {
      return this.#micros(field, key, value, "TIMESTAMP", toInstantMicros(value));
    }
    // As `#safe` has it: handing the number on would put it on the heap.
    this.#place.present++;
    this.#encoder.int64(field, key, micros | 0, Math.floor(micros / 0x1_0000_0000));
  }

  timestampNtz(field: number, key: Key, value: unknown): void {
    this.#micros(field, key, value, "TIMESTAMP_NTZ", toWallClockMicros(value));
  }

  decimal(field: number, key: Key, value: unknown, precision: number, scale: number): void {
    const length = typeof value === "string" ? canonicalLength(value, precision, scale) : 0;
    if (typeof value === "string" && length > 0) {
      this.#place.present++;
      return this.#encoder.decimal(field, key, value, length);
    }
    const text = toDecimalText(value, precision, scale);
    if (typeof text !== "string") return this.#refuse(key, value, `DECIMAL(${precision},${scale})`, text);
    this.#place.present++;
    this.#encoder.text(field, key, text);
  }

  struct<T>(field: number, key: Key, value: T, write: WriteStruct<T>): void {
    const kind = objectKind(value);
    if (!isStruct(value, kind)) return this.#wrongType(key, value, "STRUCT", "pass an object");
    const opened = this.#encoder.openStruct(field, key);
    this.#place.enter(key, "struct");
    this.#members(value, kind === "literal", write);
    this.#place.leave();
    this.#encoder.closeStruct(opened);
  }

  variant(field: number, key: Key, value: unknown): void {
    if (value === null || value === undefined) return this.#refuse(key, value, "VARIANT", MISSING.struct);
    this.#place.present++;
    const opened = this.#encoder.openVariant(field, key);
    const problems = this.#variants.write(value, this.#found.room);
    this.#encoder.closeVariant(opened);
    for (const { steps, value: given, refusal } of problems) {
      this.#found.add([...this.#place.stepsTo(key), ...steps], given, "VARIANT", refusal);
    }
  }

  list<T>(key: Key, values: ArrayInput<T>, write: WriteElement<T>): void {
    if (!Array.isArray(values)) return this.#iterable(key, values, write);
    const opened = this.#encoder.openList(key);
    this.#place.enter(key, "list");
    for (let index = 0; index < values.length && this.#found.room > 0; index++) {
      write(this, index, values[index]);
    }
    this.#place.leave();
    this.#encoder.closeList(opened);
  }

  map<K extends Key, V>(
    field: number,
    key: Key,
    entries: ReadonlyMap<K, V> | Readonly<Record<string, V>>,
    write: WriteEntry<K, V>,
  ): void {
    const kind = objectKind(entries);
    if (kind === undefined || kind === "other") {
      return this.#wrongType(key, entries, "MAP", "pass a Map, or an object when the keys are strings");
    }
    const opened = this.#encoder.openMap(key);
    this.#place.enter(key, "map");
    // `write` refuses every key and value that is not what it expects, so the unchecked pair is safe with it.
    const writeUnchecked = write as WriteEntry<Key, unknown>;
    if (kind === "map") {
      for (const [entryKey, value] of entries as ReadonlyMap<K, unknown>) {
        if (this.#found.room <= 0) break;
        this.#entry(field, entries, entryKey, value, writeUnchecked);
      }
    } else {
      for (const entryKey of Object.keys(entries)) {
        if (this.#found.room <= 0) break;
        this.#entry(field, entries, entryKey, Reflect.get(entries, entryKey), writeUnchecked);
      }
    }
    this.#place.leave();
    this.#encoder.closeMap(opened);
  }

  #entry(field: number, entries: object, key: Key, value: unknown, write: WriteEntry<Key, unknown>): void {
    const refused = refuseKey(key, entries);
    if (refused !== undefined) return this.#issue(key ?? "null", key, refused.type, refused.refusal);
    const entry = this.#encoder.openEntry(field);
    write(this, key, value);
    this.#encoder.closeEntry(entry);
  }

  #text(field: number, key: Key, value: string, length: number, name: string): void {
    const fits = typeof value === "string" && (value.length <= length || codePoints(value) <= length);
    if (!fits || !this.#encoder.text(field, key, value)) {
      const type = `${name}(${length})`;
      return this.#refuse(key, value, type, refuseLongText(value, length, type));
    }
    this.#place.present++;
  }

  /** Elements that are known only as they come. What their source throws is an issue, what `write` throws is not. */
  #iterable<T>(key: Key, values: Iterable<T>, write: WriteElement<T>): void {
    if (!isListLike(values)) return this.#refuse(key, values, "ARRAY", refuseArray(values));
    const opened = this.#encoder.openList(key);
    this.#place.enter(key, "list");
    let index = 0;
    const refusal = takeElements(values, this.#isRehearsal, (element) => {
      write(this, index++, element);
      return this.#found.room > 0;
    });
    this.#place.leave();
    this.#encoder.closeList(opened);
    if (refusal !== undefined) this.#issue(key, values, "ARRAY", refusal);
  }

  #micros(field: number, key: Key, value: unknown, type: string, micros: number | bigint | Refusal): void {
    if (typeof micros === "number") this.#safe(field, key, micros);
    else if (typeof micros === "bigint") this.#wide(field, key, micros);
    else this.#refuse(key, value, type, micros);
  }

  /** A safe integer. */
  #safe(field: number, key: Key, value: number): void {
    this.#place.present++;
    this.#encoder.int64(field, key, value | 0, Math.floor(value / 0x1_0000_0000));
  }

  /** A bigint of 64 bits. */
  #wide(field: number, key: Key, value: bigint): void {
    this.#place.present++;
    this.#encoder.int64(field, key, lowHalf(value), highHalf(value));
  }

  #members<T>(given: T & object, isLiteral: boolean, write: WriteStruct<T>): void {
    const value = isLiteral ? given : withoutDefaults(given);
    write(this, value);
    // A literal has as many keys with a value as were written, or one that is unknown: counting is enough for it.
    if (isLiteral && holdsOnly(value, this.#place.present)) return;
    for (const { key, refusal } of unknownFields(value, write, this.#found.room, this.#found.columns)) {
      this.#issue(key, Reflect.get(value, key), "", refusal);
    }
  }

  #wrongType(key: Key, value: unknown, type: string, hint: string): void {
    this.#refuse(key, value, type, { code: "WRONG_TYPE", message: `is not a value of ${type}`, hint });
  }

  #refuse(key: Key, value: unknown, type: string, refusal: Refusal): void {
    const missing = value === null || value === undefined;
    if (!missing) this.#place.present++;
    this.#issue(key, value, type, missing ? MISSING[this.#place.frame] : refusal);
  }

  #issue(key: Key, value: unknown, type: string, refusal: Refusal): void {
    this.#found.add(this.#place.stepsTo(key), value, type, refusal);
  }
}
