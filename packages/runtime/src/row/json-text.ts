/** A value of JSON text. Objects keep the order of their members, whatever these are called. */
export type JsonValue<N = number> =
  | null
  | boolean
  | N
  | string
  | readonly JsonValue<N>[]
  | ReadonlyMap<string, JsonValue<N>>;

/** How many arrays and objects may stand in one another. */
export const MAX_JSON_DEPTH = 500;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = /[ \t\n\r]*/y;
const LITERALS = { true: true, false: false, null: null } as const;

/**
 * Reads a JSON document that stands `depth` levels deep, its numbers as `readNumber` takes them. `JSON.parse` would put members whose names are numbers
 * first, and round.
 * @throws {SyntaxError} when it is something else, has a name twice in an object, half a surrogate pair in a string, or
 * more levels than {@link MAX_JSON_DEPTH}
 */
export function parseJsonText<N>(text: string, readNumber: (text: string) => N, depth = 0): JsonValue<N> {
  const reader = new Reader(text, readNumber, depth);
  const value = reader.value();
  reader.end();
  return value;
}

class Reader<N> {
  readonly #text: string;
  readonly #readNumber: (text: string) => N;
  #at = 0;
  #depth: number;

  constructor(text: string, readNumber: (text: string) => N, depth: number) {
    this.#text = text;
    this.#depth = depth;
    this.#readNumber = readNumber;
    this.#skipSpace();
  }

  value(): JsonValue<N> {
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
    if (this.#at !== this.#text.length) throw this.#error();
  }

  #object(): ReadonlyMap<string, JsonValue<N>> {
    const members = new Map<string, JsonValue<N>>();
    this.#open("{");
    if (!this.#takes("}")) {
      do {
        const name = this.#string();
        this.#expect(":");
        if (members.has(name)) throw this.#error("the second member of one name");
        members.set(name, this.value());
      } while (this.#takes(","));
      this.#expect("}");
    }
    this.#depth--;
    return members;
  }

  #array(): readonly JsonValue<N>[] {
    const elements: JsonValue<N>[] = [];
    this.#open("[");
    if (!this.#takes("]")) {
      do elements.push(this.value());
      while (this.#takes(","));
      this.#expect("]");
    }
    this.#depth--;
    return elements;
  }

  #open(bracket: string): void {
    this.#expect(bracket);
    if (++this.#depth > MAX_JSON_DEPTH) throw this.#error(`more than ${MAX_JSON_DEPTH} levels`);
  }

  #string(): string {
    const start = this.#at;
    if (this.#text.charCodeAt(start) !== QUOTE) throw this.#error();
    this.#at++;
    // Not a pattern: one that repeats an alternative runs out of stack on megabytes of text.
    let char = this.#text.charCodeAt(this.#at);
    for (; char !== QUOTE; char = this.#text.charCodeAt(this.#at)) {
      if (Number.isNaN(char)) throw this.#error();
      this.#at += char === BACKSLASH ? 2 : 1;
    }
    this.#at++;
    const text = this.#unquoted(this.#text.slice(start, this.#at));
    if (!text.isWellFormed()) throw this.#error("half a surrogate pair");
    this.#skipSpace();
    return text;
  }

  #unquoted(quoted: string): string {
    try {
      return String(JSON.parse(quoted));
    } catch {
      throw this.#error("a string with what a string cannot have");
    }
  }

  #literal(name: keyof typeof LITERALS): boolean | null {
    if (!this.#text.startsWith(name, this.#at)) throw this.#error();
    this.#at += name.length;
    this.#skipSpace();
    return LITERALS[name];
  }

  #number(): N {
    NUMBER.lastIndex = this.#at;
    const [found] = NUMBER.exec(this.#text) ?? [];
    if (found === undefined) throw this.#error();
    this.#at += found.length;
    this.#skipSpace();
    return this.#readNumber(found);
  }

  #takes(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    this.#skipSpace();
    return true;
  }

  #expect(char: string): void {
    if (!this.#takes(char)) throw this.#error();
  }

  #skipSpace(): void {
    if (!(this.#text.charCodeAt(this.#at) <= 32)) return;
    SPACE.lastIndex = this.#at;
    this.#at += SPACE.exec(this.#text)?.[0].length ?? 0;
  }

  #error(what = "no JSON"): SyntaxError {
    return new SyntaxError(`${what} at character ${this.#at}`);
  }
}
