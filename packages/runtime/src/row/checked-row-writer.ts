import type { Key, RowWriter, WriteElement, WriteEntry, WriteStruct } from "../codegen/row-writer.js";
import { toDays } from "./date.js";
import { toDecimalText } from "./decimal.js";
import { bytesOf, objectKind } from "./object-kind.js";
import { type Frame, formatPath, type Step } from "./path.js";
import { preview } from "./preview.js";
import { refuseFloat, refuseInteger, refuseText } from "./refuse.js";
import type { RowEncoder } from "./row-encoder.js";
import type { Refusal, RowIssue } from "./row-issue.js";
import { toInstantMicros, toWallClockMicros } from "./timestamp.js";
import { unknownFields } from "./unknown-fields.js";

/** A row with more issues than this is not examined to its end. */
const MAX_ISSUES = 100;

const MIN_BIGINT = -(2n ** 63n);
const MAX_BIGINT = 2n ** 63n - 1n;

/** Checks every value of a row on its way to an encoder. */
export class CheckedRowWriter implements RowWriter {
  readonly #encoder: RowEncoder;
  #issues: RowIssue[] = [];
  /** The way to the container being written, with what is kept of each container on it. */
  readonly #steps: (Step & { readonly present: number })[] = [];
  /** What kind the container is. */
  #frame: Frame = "struct";
  /** How many of its members had a value. */
  #present = 0;

  constructor(encoder: RowEncoder) {
    this.#encoder = encoder;
  }

  /** Writes one row. Returns what is wrong with it; what is encoded is good only if that is nothing. */
  row<T>(value: T, write: WriteStruct<T>): readonly RowIssue[] {
    this.#issues = [];
    this.#steps.length = 0;
    this.#frame = "struct";
    this.#present = 0;
    if (isStructLike(value)) {
      this.#encoder.openRow();
      this.#members(value, write);
      this.#encoder.closeRow();
    } else {
      this.#issue("row", value, "", {
        code: "WRONG_TYPE",
        message: "is not an object with the table's columns",
      });
    }
    return this.#issues;
  }

  boolean(field: number, key: Key, value: boolean): void {
    if (typeof value !== "boolean") return this.#wrongType(key, value, "BOOLEAN", "pass true or false");
    this.#present++;
    this.#encoder.boolean(field, key, value);
  }

  tinyint(field: number, key: Key, value: number): void {
    if (typeof value !== "number" || (value << 24) >> 24 !== value)
      return this.#refuse(key, value, "TINYINT", refuseInteger(value, -128, 127));
    this.#present++;
    this.#encoder.int32(field, key, value);
  }

  smallint(field: number, key: Key, value: number): void {
    if (typeof value !== "number" || (value << 16) >> 16 !== value) {
      return this.#refuse(key, value, "SMALLINT", refuseInteger(value, -32768, 32767));
    }
    this.#present++;
    this.#encoder.int32(field, key, value);
  }

  int(field: number, key: Key, value: number): void {
    if (typeof value !== "number" || (value | 0) !== value) {
      return this.#refuse(key, value, "INT", refuseInteger(value, -2147483648, 2147483647));
    }
    this.#present++;
    this.#encoder.int32(field, key, value);
  }

  bigint(field: number, key: Key, value: bigint | number): void {
    if (typeof value === "number" && Number.isSafeInteger(value)) {
      this.#encoder.int64(field, key, value);
    } else if (typeof value === "bigint" && value >= MIN_BIGINT && value <= MAX_BIGINT) {
      this.#encoder.bigint64(field, key, value);
    } else {
      return this.#refuse(key, value, "BIGINT", refuseInteger(value, MIN_BIGINT, MAX_BIGINT));
    }
    this.#present++;
  }

  float(field: number, key: Key, value: number): void {
    if (typeof value !== "number" || (Number.isFinite(value) && !Number.isFinite(Math.fround(value)))) {
      return this.#refuse(key, value, "FLOAT", refuseFloat(value));
    }
    this.#present++;
    this.#encoder.float(field, key, value);
  }

  double(field: number, key: Key, value: number): void {
    if (typeof value !== "number") return this.#wrongType(key, value, "DOUBLE", "pass a number");
    this.#present++;
    this.#encoder.double(field, key, value);
  }

  string(field: number, key: Key, value: string): void {
    if (typeof value !== "string" || !this.#encoder.text(field, key, value)) {
      return this.#refuse(key, value, "STRING", refuseText(value));
    }
    this.#present++;
  }

  binary(field: number, key: Key, value: Uint8Array | ArrayBuffer): void {
    const bytes = bytesOf(value);
    if (bytes === undefined) {
      return this.#wrongType(
        key,
        value,
        "BINARY",
        "pass a Uint8Array; for text, new TextEncoder().encode(text)",
      );
    }
    this.#present++;
    this.#encoder.binary(field, key, bytes);
  }

  date(field: number, key: Key, value: unknown): void {
    const days = toDays(value);
    if (typeof days !== "number") return this.#refuse(key, value, "DATE", days);
    this.#present++;
    this.#encoder.int32(field, key, days);
  }

  timestamp(field: number, key: Key, value: unknown): void {
    this.#micros(field, key, value, "TIMESTAMP", toInstantMicros(value));
  }

  timestampNtz(field: number, key: Key, value: unknown): void {
    this.#micros(field, key, value, "TIMESTAMP_NTZ", toWallClockMicros(value));
  }

  decimal(field: number, key: Key, value: unknown, precision: number, scale: number): void {
    const text = toDecimalText(value, precision, scale);
    if (typeof text !== "string") return this.#refuse(key, value, `DECIMAL(${precision},${scale})`, text);
    this.#present++;
    this.#encoder.text(field, key, text);
  }

  struct<T>(field: number, key: Key, value: T, write: WriteStruct<T>): void {
    if (!isStructLike(value)) return this.#wrongType(key, value, "STRUCT", "pass an object");
    const opened = this.#encoder.openStruct(field, key);
    this.#enter(key, "struct");
    this.#members(value, write);
    this.#leave();
    this.#encoder.closeStruct(opened);
  }

  list<T>(key: Key, values: readonly T[], write: WriteElement<T>): void {
    if (!Array.isArray(values)) return this.#wrongType(key, values, "ARRAY", "pass an array");
    const opened = this.#encoder.openList(key);
    this.#enter(key, "list");
    for (let index = 0; index < values.length && this.#issues.length < MAX_ISSUES; index++) {
      write(this, index, values[index]);
    }
    this.#leave();
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
    this.#enter(key, "map");
    const pairs = kind === "map" ? (entries as ReadonlyMap<K, unknown>) : Object.entries(entries);
    // `write` refuses every key and value that is not what it expects, so the unchecked pair is safe with it.
    const writeUnchecked = write as WriteEntry<Key, unknown>;
    for (const [entryKey, value] of pairs) {
      if (this.#issues.length >= MAX_ISSUES) break;
      if (typeof entryKey === "bigint" && entries instanceof Map && entries.has(Number(entryKey))) {
        this.#refuse(entryKey, entryKey, "BIGINT", {
          code: "DUPLICATE_MAP_KEY",
          message: "is there as a number too",
        });
        continue;
      }
      if (entryKey === null || entryKey === undefined) {
        this.#issue("null", entryKey, "", {
          code: "WRONG_TYPE",
          message: "is null, which a map key cannot be",
        });
        continue;
      }
      const entry = this.#encoder.openEntry(field);
      writeUnchecked(this, entryKey, value);
      this.#encoder.closeEntry(entry);
    }
    this.#leave();
    this.#encoder.closeMap(opened);
  }

  #micros(field: number, key: Key, value: unknown, type: string, micros: number | bigint | Refusal): void {
    if (typeof micros === "number") this.#encoder.int64(field, key, micros);
    else if (typeof micros === "bigint") this.#encoder.bigint64(field, key, micros);
    else return this.#refuse(key, value, type, micros);
    this.#present++;
  }

  #members<T>(value: T & object, write: WriteStruct<T>): void {
    write(this, value);
    // A literal has as many keys with a value as were written, or one that is unknown: counting is enough for it.
    if (objectKind(value) === "literal" && countValues(value) === this.#present) return;
    for (const { key, refusal } of unknownFields(value, write, MAX_ISSUES - this.#issues.length)) {
      this.#issue(key, Reflect.get(value, key), "", refusal);
    }
  }

  #enter(key: Key, frame: Frame): void {
    this.#steps.push({ frame: this.#frame, key, present: this.#present });
    this.#frame = frame;
    this.#present = 0;
  }

  #leave(): void {
    const step = this.#steps.pop();
    if (step === undefined) return;
    this.#frame = step.frame;
    this.#present = step.present + 1;
  }

  #wrongType(key: Key, value: unknown, type: string, hint: string): void {
    this.#refuse(key, value, type, { code: "WRONG_TYPE", message: `is not a value of ${type}`, hint });
  }

  #refuse(key: Key, value: unknown, type: string, refusal: Refusal): void {
    const missing = value === null || value === undefined;
    if (!missing) this.#present++;
    this.#issue(key, value, type, missing ? MISSING[this.#frame] : refusal);
  }

  #issue(key: Key, value: unknown, type: string, refusal: Refusal): void {
    if (this.#issues.length >= MAX_ISSUES) return;
    this.#issues.push({
      ...refusal,
      path: formatPath([...this.#steps, { frame: this.#frame, key }]),
      type,
      received: preview(value),
    });
  }
}

/** Whether a value has members: an object of the application's own making. */
function isStructLike<T>(value: T): value is T & object {
  const kind = objectKind(value);
  return kind === "literal" || kind === "instance";
}

/** How many keys of a literal have a value. */
function countValues<T extends object>(value: T): number {
  let count = 0;
  for (const key in value) if (value[key] !== null && value[key] !== undefined) count++;
  return count;
}

const MISSING: Readonly<Record<Frame, Refusal>> = {
  struct: { code: "REQUIRED_MISSING", message: "is NOT NULL but has no value" },
  list: {
    code: "NULL_ELEMENT",
    message: "is null, which an element cannot be",
    hint: "leave it out of the array",
  },
  map: {
    code: "NULL_MAP_VALUE",
    message: "is null, which a map value cannot be",
    hint: "leave the entry out",
  },
};
