import type { DataType, StructType } from "./struct-type.js";
import { parseTextType } from "./text-type.js";

/**
 * Puts the VARCHARs and CHARs of a declared type, spelt as SQL, in the place of the STRINGs that they are stored as.
 * The type says where the names of a STRUCT end, so that they may hold anything.
 * @returns undefined when the text spells another type
 */
export function withDeclared(type: DataType, text: string): DataType | undefined {
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

  read(type: DataType): DataType | undefined {
    if (typeof type === "string") {
      const word = this.#word();
      if (type !== "string") return word === "" ? undefined : type;
      const isString = /^\s*string(\s+collate\s+\w+)?\s*$/i.test(word);
      return isString ? type : parseTextType(word);
    }
    switch (type.type) {
      case "struct":
        return this.#struct(type);
      case "array": {
        const elementType = this.#take("array<") ? this.read(type.elementType) : undefined;
        return elementType && this.#take(">") ? { ...type, elementType } : undefined;
      }
      case "map": {
        const keyType = this.#take("map<") ? this.read(type.keyType) : undefined;
        const valueType = keyType && this.#take(",") ? this.read(type.valueType) : undefined;
        return keyType && valueType && this.#take(">") ? { ...type, keyType, valueType } : undefined;
      }
    }
  }

  #struct(struct: StructType): StructType | undefined {
    if (!this.#take("struct<")) return undefined;
    const fields = [];
    for (const field of struct.fields) {
      if (fields.length > 0 && !this.#take(",")) return undefined;
      if (!this.#take(field.name) && !this.#take(`\`${field.name}\``)) return undefined;
      const type = this.#take(":") ? this.read(field.type) : undefined;
      if (type === undefined) return undefined;
      fields.push({ ...field, type });
    }
    return this.#take(">") ? { ...struct, fields } : undefined;
  }

  #take(word: string): boolean {
    const start = this.#at + (/^\s*/.exec(this.#text.slice(this.#at, this.#at + 100))?.[0].length ?? 0);
    const end = start + word.length;
    if (this.#text.slice(start, end).toLowerCase() !== word.toLowerCase()) return false;
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
