import type { Variant } from "../variant/variant.js";
import { encodeNumber } from "../variant/variant-number.js";
import { VariantWriter } from "../variant/variant-writer.js";
import { JsonReader } from "./json-reader.js";
import { RecordError } from "./record-error.js";
import type { ValueBudget } from "./value-budget.js";

const MAX_DEPTH = 100;

/**
 * Reads a JSON document as a VARIANT. Each of its values counts for the budget.
 * @throws {RecordError} it is no JSON, has a member twice, nests too deep, or holds a number beyond a DOUBLE
 */
export function readVariant(document: Uint8Array, budget: ValueBudget): Variant {
  const json = new JsonReader();
  const writer = new VariantWriter();
  try {
    json.reset(document, budget);
    writeValue(json, writer, 0);
    json.end();
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    throw new RecordError(`the text is not a JSON document: ${error.reason} at ${json.place} of it`);
  }
  return writer.finish();
}

function writeValue(json: JsonReader, writer: VariantWriter, depth: number): void {
  json.budget.spend(1);
  switch (json.kind()) {
    case "null":
      json.null();
      return writer.null();
    case "boolean":
      return writer.boolean(json.boolean());
    case "string":
      return writer.string(json.string());
    case "number": {
      const number = encodeNumber(json.number());
      if (number === undefined) throw new RecordError("number out of range");
      return writer.number(number);
    }
    case "array":
      return writeArray(json, writer, inside(depth));
    case "object":
      return writeObject(json, writer, inside(depth));
  }
}

function inside(depth: number): number {
  if (depth === MAX_DEPTH) throw new RecordError(`it nests deeper than ${MAX_DEPTH} levels`);
  return depth + 1;
}

function writeArray(json: JsonReader, writer: VariantWriter, depth: number): void {
  writer.startArray();
  json.openArray();
  for (let goesOn = json.element(true); goesOn; goesOn = json.element(false)) writeValue(json, writer, depth);
  writer.endArray();
}

function writeObject(json: JsonReader, writer: VariantWriter, depth: number): void {
  writer.startObject();
  json.openObject();
  for (let name = json.member(true); name !== undefined; name = json.member(false)) {
    writer.member(name);
    writeValue(json, writer, depth);
  }
  const twin = writer.endObject();
  if (twin !== undefined) throw new RecordError(`the member '${twin.slice(0, 100)}' is there twice`);
}
