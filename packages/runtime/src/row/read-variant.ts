import type { VariantInput, VariantMember } from "../codegen/inputs.js";
import { type RawJson, rawJson } from "../codegen/raw-json.js";
import { type JsonValue, parseJsonText } from "./json-text.js";

/** A whole number with as many digits as a VARIANT keeps exactly, and a `bigint` reads in no time. */
const WHOLE = /^-?\d{1,38}$/;

/** A number's digits without sign, point and exponent. */
const DECIMAL = /^-?(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;

/** Longer than any number that JavaScript writes, in whatever way it is spelt. */
const LONGEST = 400;

type VariantNumber = number | bigint | RawJson;

/**
 * The value of a VARIANT's JSON text, in forms that say the same JSON when they are written again. A number is a
 * `number` where that is exactly the one that stands there, otherwise a `bigint`, or {@link rawJson} for a fraction or
 * more than 38 digits. The document `null` is `rawJson("null")`, since a plain `null` means no value.
 * @throws {SyntaxError} when the text is no JSON
 */
export function readVariant(text: string): VariantInput {
  return plain(parseJsonText(text, readNumber)) ?? rawJson("null");
}

function readNumber(text: string): VariantNumber {
  if (text.length > LONGEST) return rawJson(text);
  const value = Number(text);
  if (Number.isFinite(value) && canonical(String(value)) === canonical(text)) return value;
  return WHOLE.test(text) ? BigInt(text) : rawJson(text);
}

/** One text for all that spell the same number: its digits from the first to the last that is not 0, and where they end. */
function canonical(text: string): string {
  const [, whole = "", fraction = "", exponent = "0"] = DECIMAL.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const kept = digits.replace(/0+$/, "");
  if (kept === "") return "0";
  return `${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`;
}

function plain(value: JsonValue<VariantNumber>): VariantMember {
  if (value instanceof Map) {
    // fromEntries defines properties rather than assigning them, so a member may be called `__proto__`.
    return Object.fromEntries([...value].map(([name, member]) => [name, plain(member)]));
  }
  return Array.isArray(value) ? value.map(plain) : (value as VariantNumber | string | boolean | null);
}
