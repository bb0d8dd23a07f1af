import { isJsonObject, type JsonObject } from "./json-object.js";
import { parseTextType } from "./text-type.js";

/**
 * Puts the VARCHARs and CHARs of a declared type, spelt as SQL, in the place of the STRINGs that they are stored as.
 * The type, in Spark's JSON, says where the names of a STRUCT end, so that they may hold anything.
 * @returns undefined when the text spells another type
 */
export function withDeclared(type: unknown, text: string): unknown {
  const declared = new DeclaredType(text);
  const result = declared.read(type);
  return declared.isAtEnd ? result : undefined;
}

/** A cursor over the text; a step that fails leads to undefined. */
class DeclaredType {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#text.slice(this.#at).trim() === "";
  }

  read(type: unknown): unknown {
    if (!isJsonObject(type)) return this.#scalar(type);
    switch (type.type) {
      case "struct":
        return this.#struct(type);
      case "array": {
        const elementType = this.#take("array<") ? this.read(type.elementType) : undefined;
        return elementType !== undefined && this.#take(">") ? { ...type, elementType } : undefined;
      }
      case "map": {
        const keyType = this.#take("map<") ? this.read(type.keyType) : undefined;
        const valueType = keyType !== undefined && this.#take(",") ? this.read(type.valueType) : undefined;
        return valueType !== undefined && this.#take(">") ? { ...type, keyType, valueType } : undefined;
      }
      default:
        return this.#scalar(type);
    }
  }

  #scalar(type: unknown): unknown {
    const word = this.#word().trim();
    if (type !== "string") return word === "" ? undefined : type;
    return /^string(\s+collate\s+\w+)?$/i.test(word) ? type : parseTextType(word);
  }

  #struct(struct: JsonObject): JsonObject | undefined {
    if (!Array.isArray(struct.fields) || !this.#take("struct<")) return undefined;
    const fields: JsonObject[] = [];
    for (const field of struct.fields) {
      if (fields.length > 0 && !this.#take(",")) return undefined;
      if (!isJsonObject(field) || typeof field.name !== "string") return undefined;
      if (!this.#take(field.name) && !this.#take(`\`${field.name}\``)) return undefined;
      const type = this.#take(":") ? this.read(field.type) : undefined;
      if (type === undefined) return undefined;
      fields.push({ ...field, type });
    }
    return this.#take(">") ? { ...struct, fields } : undefined;
  }

  #take(word: string): boolean {
    while (this.#text.charAt(this.#at) === " ") this.#at++;
    const end = this.#at + word.length;
    if (this.#text.slice(this.#at, end).toLowerCase() !== word.toLowerCase()) return false;
    this.#at = end;
    return true;
  }

  /** Up to the comma or bracket that ends a scalar type; those in parentheses are its own. */
  #word(): string {
    const start = this.#at;
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text.charAt(this.#at);
      if (char === "(") depth++;
      else if (char === ")") depth--;
      else if (depth <= 0 && (char === "," || char === ">" || char === "<")) break;
    }
    return this.#text.slice(start, this.#at);
  }
}
