import { discard } from "../../delta/durable-file.js";
import { writeFailure } from "../../delta/write-failure.js";
import type { EncodedRows } from "../../record/encoded-rows.js";
import type { RecordPlan } from "../../record/record-plan.js";
import type { StructType } from "../../schema/struct-type.js";
import { countRecords, type EntryRequest, encodeEntry } from "./entry.js";
import { sealFrame } from "./frame.js";
import { appendSynced, createLogFile, truncateSynced } from "./log-file.js";
import { logFolder, newSegmentName, type SegmentName } from "./segment-name.js";

const planTexts = new WeakMap<RecordPlan, string>();

/** The file that appends go to, one after the other. */
export class Segment {
  readonly name: SegmentName;
  readonly #table: string;
  readonly #schema: StructType;
  /** Index by text: streams with the same descriptor have equal plans. */
  readonly #plans = new Map<string, number>();
  #next: number;
  #bytes = 0;
  #isTorn = false;

  private constructor(table: string, name: SegmentName, schema: StructType) {
    this.#table = table;
    this.name = name;
    this.#schema = schema;
    this.#next = name.first;
  }

  /**
   * Makes the segment of a table whose first record has this number.
   * @throws {DeltaError} `write_failed`
   */
  static async create(table: string, first: number, schema: StructType): Promise<Segment> {
    const name = newSegmentName(logFolder(table), first);
    try {
      await createLogFile(name.path);
    } catch (error) {
      await discard(name.path);
      throw writeFailure(table, error);
    }
    return new Segment(table, name, schema);
  }

  /** Number of the record that comes next. */
  get next(): number {
    return this.#next;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** True when half a write is in the file and cannot be taken back: nothing may be written behind it. */
  get isTorn(): boolean {
    return this.#isTorn;
  }

  /**
   * Writes requests as one frame, all or none. They are durable when this resolves.
   * @returns how many bytes it took
   * @throws {DeltaError} `write_failed`
   */
  async append(requests: readonly EncodedRows[]): Promise<number> {
    const before = this.#plans.size;
    const planned = requests.map(
      ({ plan, records }): EntryRequest => ({ plan: this.#indexOf(plan), records }),
    );
    const newPlans = [...this.#plans.keys()].slice(before);
    const frame = encodeEntry(this.#next, this.#newsOf(newPlans), planned);
    sealFrame(frame, this.name.salt);
    try {
      await appendSynced(this.name.path, this.#bytes, frame);
    } catch (error) {
      for (const text of newPlans) this.#plans.delete(text);
      await this.#takeBack();
      throw writeFailure(this.#table, error);
    }
    this.#bytes += frame.length;
    this.#next += countRecords(requests);
    return frame.length;
  }

  #indexOf(plan: RecordPlan): number {
    const text = textOf(plan);
    const index = this.#plans.get(text) ?? this.#plans.size;
    this.#plans.set(text, index);
    return index;
  }

  #newsOf(plans: readonly string[]): string {
    const schema = this.#bytes === 0 ? `"schema":${JSON.stringify(this.#schema)},` : "";
    return `{${schema}"plans":[${plans.join()}]}`;
  }

  async #takeBack(): Promise<void> {
    try {
      await truncateSynced(this.name.path, this.#bytes);
    } catch {
      this.#isTorn = true;
    }
  }
}

function textOf(plan: RecordPlan): string {
  const known = planTexts.get(plan);
  if (known !== undefined) return known;
  const text = JSON.stringify(plan);
  planTexts.set(plan, text);
  return text;
}
