import { RawJson } from "../codegen/raw-json.js";
import { CLOSE_ARRAY, CLOSE_OBJECT, COLON, COMMA, OPEN_ARRAY, OPEN_OBJECT } from "./json-marks.js";
import type { JsonSink } from "./json-sink.js";
import { MAX_JSON_DEPTH, parseJsonText } from "./json-text.js";
import { bytesOf, dateMillis, objectKind } from "./object-kind.js";
import type { Step } from "./path.js";
import { loneSurrogateAt } from "./refuse.js";
import { RowTooLarge } from "./row-buffer.js";
import type { Refusal } from "./row-issue.js";

/** A place in a VARIANT, and what is wrong with it. */
export interface VariantProblem {
  readonly steps: readonly Step[];
  readonly value: unknown;
  readonly refusal: Refusal;
}

/** The numbers of a VARIANT are exact with up to 38 digits. */
const END_OF_DIGITS = 10n ** 38n;

/** Writes the JSON text of VARIANT inputs, one after the other. */
export class VariantWriter {
  readonly #out: JsonSink;
  /** How many more problems are looked for. */
  #limit = 0;
  #problems: VariantProblem[] = [];
  /** The way to where the writer is: names of members, and numbers of elements. */
  readonly #way: (string | number)[] = [];
  /** The objects that are being written, each inside the one before. */
  readonly #open = new Set<object>();

  constructor(out: JsonSink) {
    this.#out = out;
  }

  /**
   * Writes one. Returns all that is wrong with it, `limit` problems at most; what is written is of use only if that is
   * nothing.
   *
   * @throws RowTooLarge when the text is longer than any row: what holds itself many times over has no end
   */
  write(value: unknown, limit: number): readonly VariantProblem[] {
    this.#limit = limit;
    // What was refused or cut short may have left its way behind.
    if (this.#way.length > 0) this.#way.length = 0;
    if (this.#open.size > 0) this.#open.clear();
    if (this.#problems.length > 0) this.#problems = [];
    try {
      this.#value(value, "");
    } catch (error) {
      if (error instanceof RowTooLarge) throw error;
      // The way to where it happened is still there.
      this.#refuse(value, `could not be read: ${said(error)}`);
    }
    return this.#problems;
  }

  #value(value: unknown, key: string): void {
    switch (typeof value) {
      case "string":
        return this.#string(value);
      case "number":
        if (!Number.isFinite(value)) return this.#refuse(value, "is no number that JSON has");
        return this.#out.number(value);
      case "boolean":
        return this.#out.word(value ? "true" : "false");
      case "bigint":
        if (value >= END_OF_DIGITS || value <= -END_OF_DIGITS) {
          return this.#refuse(value, "has more than the 38 digits that VARIANT keeps", "pass it as text");
        }
        return this.#out.word(String(value));
      case "object":
        return value === null ? this.#out.word("null") : this.#object(value, key);
      case "undefined":
        return this.#refuse(value, "is nothing that JSON has", "leave the member out, or pass null");
      default:
        return this.#refuse(value, "is nothing that JSON has");
    }
  }

  #string(value: string): void {
    if (this.#out.string(value)) return;
    const at = loneSurrogateAt(value);
    this.#refuse(value, `holds half a surrogate pair at ${at}`, "pass value.toWellFormed()");
  }

  #object(value: object, key: string): void {
    if (value instanceof RawJson) return this.#raw(value.text);
    if (this.#open.has(value)) return this.#refuse(value, "holds itself");
    if (this.#open.size >= MAX_JSON_DEPTH) {
      return this.#refuse(value, `is nested more than ${MAX_JSON_DEPTH} levels deep`);
    }
    this.#open.add(value);
    const isPlain = Array.isArray(value) || objectKind(value) === "literal";
    if (isPlain && !("toJSON" in value)) {
      this.#members(value);
    } else if (bytesOf(value) !== undefined) {
      this.#refuse(value, "is bytes, which JSON has no form for", 'pass text: bytes.toString("base64")');
    } else if (Number.isNaN(dateMillis(value))) {
      this.#refuse(value, "is no valid time");
    } else if ("toJSON" in value && typeof value.toJSON === "function") {
      this.#given(value.toJSON(key), value, key);
    } else {
      this.#members(value);
    }
    this.#open.delete(value);
  }

  /** What the `toJSON` of an object gave, of which no other is asked. */
  #given(given: unknown, by: object, key: string): void {
    if (given === by) return this.#members(by);
    if (typeof given !== "object" || given === null || given instanceof RawJson || this.#open.has(given)) {
      return this.#value(given, key);
    }
    this.#open.add(given);
    this.#members(given);
    this.#open.delete(given);
  }

  #members(value: object): void {
    if (Array.isArray(value)) return this.#array(value);
    const kind = objectKind(value);
    if (kind === "map") {
      return this.#refuse(value, "is a Map, which JSON has no form for", "pass Object.fromEntries(map)");
    }
    if (kind === "other") {
      const hint = Symbol.iterator in value ? "pass an array: [...values]" : "pass a plain object";
      return this.#refuse(value, "is an object that JSON has no form for", hint);
    }
    const out = this.#out;
    let isFirst = true;
    out.mark(OPEN_OBJECT);
    for (const name of Object.keys(value)) {
      if (this.#problems.length >= this.#limit) return;
      if (!isFirst) out.mark(COMMA);
      isFirst = false;
      this.#way.push(name);
      this.#string(name);
      out.mark(COLON);
      this.#value(Reflect.get(value, name), name);
      this.#way.pop();
    }
    out.mark(CLOSE_OBJECT);
  }

  #array(values: readonly unknown[]): void {
    const out = this.#out;
    out.mark(OPEN_ARRAY);
    for (let index = 0; index < values.length; index++) {
      if (this.#problems.length >= this.#limit) return;
      if (index > 0) out.mark(COMMA);
      this.#way.push(index);
      this.#value(values[index], String(index));
      this.#way.pop();
    }
    out.mark(CLOSE_ARRAY);
  }

  #raw(text: unknown): void {
    if (typeof text !== "string") return this.#refuse(text, "is not text, which rawJson takes");
    try {
      parseJsonText(text, () => 0, this.#open.size);
      this.#out.raw(text);
    } catch (error) {
      this.#refuse(text, `is not one JSON document: ${said(error)}`);
    }
  }

  #refuse(value: unknown, message: string, hint?: string): void {
    const refusal = { code: "INVALID_VARIANT", message } as const;
    this.#problems.push({
      steps: this.#way.map((key) => ({ frame: typeof key === "number" ? "list" : "struct", key })),
      value,
      refusal: hint === undefined ? refusal : { ...refusal, hint },
    });
  }
}

function said(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : "something that is no Error was thrown";
}
