/** A value of JSON text. Objects keep the order of their members, whatever these are called. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LITERALS = { true: true, false: false, null: null } as const;

/**
 * Reads JSON text without whitespace, as rows are written. `JSON.parse` would put members whose names are numbers first.
 * @throws {SyntaxError} when it is something else
 */
export function parseJsonText(text: string): JsonValue {
  const reader = new Reader(text);
  const value = reader.value();
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): JsonValue {
    const char = this.#text[this.#at];
    switch (char) {
      case "{":
        return this.#object();
      case "[":
        return this.#array();
      case '"':
        return this.#string();
      case "t":
        return this.#literal("true");
      case "f":
        return this.#literal("false");
      case "n":
        return this.#literal("null");
      default:
        return this.#number();
    }
  }

  end(): void {
    if (this.#at !== this.#text.length) throw this.#unexpected();
  }

  #object(): ReadonlyMap<string, JsonValue> {
    const members = new Map<string, JsonValue>();
    this.#at++;
    if (this.#takes("}")) return members;
    do {
      const name = this.#string();
      this.#expect(":");
      members.set(name, this.value());
    } while (this.#takes(","));
    this.#expect("}");
    return members;
  }

  #array(): readonly JsonValue[] {
    const elements: JsonValue[] = [];
    this.#at++;
    if (this.#takes("]")) return elements;
    do elements.push(this.value());
    while (this.#takes(","));
    this.#expect("]");
    return elements;
  }

  #string(): string {
    const start = this.#at;
    this.#expect('"');
    // Not a pattern: one that repeats an alternative runs out of stack on megabytes of text.
    let char = this.#text.charCodeAt(this.#at);
    for (; char !== QUOTE; char = this.#text.charCodeAt(this.#at)) {
      if (Number.isNaN(char)) throw this.#unexpected();
      this.#at += char === BACKSLASH ? 2 : 1;
    }
    this.#at++;
    const text: unknown = JSON.parse(this.#text.slice(start, this.#at));
    return String(text);
  }

  #literal(name: keyof typeof LITERALS): boolean | null {
    if (!this.#text.startsWith(name, this.#at)) throw this.#unexpected();
    this.#at += name.length;
    return LITERALS[name];
  }

  #number(): number {
    NUMBER.lastIndex = this.#at;
    const [found] = NUMBER.exec(this.#text) ?? [];
    if (found === undefined) throw this.#unexpected();
    this.#at += found.length;
    return Number(found);
  }

  #takes(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #expect(char: string): void {
    if (!this.#takes(char)) throw this.#unexpected();
  }

  #unexpected(): SyntaxError {
    return new SyntaxError(`no JSON at character ${this.#at}`);
  }
}
