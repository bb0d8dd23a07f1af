import type { Field } from "@zerobus-gen/schema";
import type { DynamicRow } from "./dynamic-table.js";
import { rowFromJson, type ValueOptions } from "./from-json.js";
import type { InputRecord } from "./input-record.js";
import { parseJsonExactly } from "./parse-json.js";
import { splitLines } from "./split-lines.js";

/** The records of newline-delimited JSON: an object a line. Blank lines are none. */
export async function* ndjsonRecords(
  chunks: AsyncIterable<Uint8Array>,
  fields: readonly Field[],
  options: ValueOptions,
): AsyncGenerator<InputRecord> {
  for await (const { number: line, text, problem } of splitLines(chunks)) {
    if (text === undefined) yield { line, raw: "", problem: problem ?? "the line cannot be read" };
    else if (text.trim() !== "") yield { line, raw: text, ...parseLine(text, fields, options) };
  }
}

function parseLine(
  text: string,
  fields: readonly Field[],
  options: ValueOptions,
): { readonly row: DynamicRow } | { readonly problem: string } {
  try {
    return { row: rowFromJson(parseJsonExactly(text), fields, options) };
  } catch (error) {
    return { problem: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}
