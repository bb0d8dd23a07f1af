import type { Field } from "../table/table-schema.js";
import { isJsonObject, type JsonObject } from "./json-value.js";

/** What the metadata of a StructField says of its field. */
export type FieldMetadata = Partial<
  Pick<Field, "number" | "comment" | "computed" | "isMasked" | "mappingId">
>;

/** Keys for what Spark has no words for, or words that also say what we do not know. */
const own = { number: "zerobus.number", computed: "zerobus.computed", isMasked: "zerobus.masked" } as const;

const MAPPING_ID = "delta.columnMapping.id";

/**
 * Reads the `metadata` of a StructField, whatever it is. Catalogs may strip any of it: what is there is so, what
 * is absent is unknown.
 */
export function readFieldMetadata(metadata: unknown): FieldMetadata {
  if (!isJsonObject(metadata)) return {};
  const { comment, [own.number]: number, [MAPPING_ID]: mappingId } = metadata;
  const computed = readComputed(metadata);
  return {
    ...(isInteger(number) && { number }),
    ...(typeof comment === "string" && comment !== "" && { comment }),
    ...(computed !== undefined && { computed }),
    ...(metadata[own.isMasked] === true && { isMasked: true }),
    ...(isInteger(mappingId) && { mappingId }),
  };
}

/** The metadata that {@link readFieldMetadata} reads as the same again. */
export function fieldMetadata({ number, comment, computed, isMasked, mappingId }: FieldMetadata): JsonObject {
  return {
    ...(comment !== undefined && { comment }),
    ...(mappingId !== undefined && { [MAPPING_ID]: mappingId }),
    ...(number !== undefined && { [own.number]: number }),
    ...(computed !== undefined && { [own.computed]: computed }),
    ...(isMasked && { [own.isMasked]: true }),
  };
}

function readComputed(metadata: JsonObject): Field["computed"] {
  const has = (key: string): boolean => (metadata[key] ?? null) !== null;
  const said = metadata[own.computed];
  if (said === "default" || said === "generated" || said === "identity") return said;
  if (has("delta.identity.start") || has("delta.identity.step")) return "identity";
  if (has("delta.generationExpression")) return "generated";
  return has("CURRENT_DEFAULT") ? "default" : undefined;
}

function isInteger(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}
