/** A type of ClickHouse, as far as Delta tables have them. */
export type ColumnType =
  | { readonly kind: "scalar"; readonly name: string; readonly parameters: readonly number[] }
  | { readonly kind: "nullable"; readonly of: ColumnType }
  | { readonly kind: "array"; readonly of: ColumnType }
  | { readonly kind: "map"; readonly key: ColumnType; readonly value: ColumnType }
  | { readonly kind: "tuple"; readonly members: readonly ColumnType[] };

/**
 * Reads the name of a type, such as `Map(String, Tuple(a Nullable(Int8)))`. Names of members are left out.
 * @throws {SyntaxError} what it is not made for
 */
export function parseColumnType(text: string): ColumnType {
  const parser = new Parser(text);
  const type = parser.type();
  parser.end();
  return type;
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  type(): ColumnType {
    const name = this.#take(/[A-Za-z][A-Za-z0-9]*/y);
    switch (name) {
      case "Nullable":
        return { kind: "nullable", of: this.#one() };
      case "Array":
        return { kind: "array", of: this.#one() };
      case "LowCardinality":
        return this.#one();
      case "Map": {
        const [key, value] = this.#list(() => this.type());
        if (key === undefined || value === undefined) throw this.#unexpected();
        return { kind: "map", key, value };
      }
      case "Tuple":
        return { kind: "tuple", members: this.#list(() => this.#member()) };
      default:
        return { kind: "scalar", name, parameters: this.#parameters() };
    }
  }

  end(): void {
    if (this.#at < this.#text.length) throw this.#unexpected();
  }

  #one(): ColumnType {
    const [type] = this.#list(() => this.type());
    if (type === undefined) throw this.#unexpected();
    return type;
  }

  #parameters(): readonly number[] {
    return this.#text[this.#at] === "(" ? this.#list(() => Number(this.#take(/\d+/y))) : [];
  }

  #member(): ColumnType {
    this.#take(/(?:`(?:[^`\\]|\\.)*`|\w+) /sy);
    return this.type();
  }

  #list<T>(item: () => T): readonly T[] {
    const items: T[] = [];
    this.#take(/\(/y);
    do items.push(item());
    while (this.#take(/, |\)/y) === ", ");
    return items;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [match] = pattern.exec(this.#text) ?? [];
    if (match === undefined) throw this.#unexpected();
    this.#at += match.length;
    return match;
  }

  #unexpected(): SyntaxError {
    return new SyntaxError(`${this.#text} at ${this.#at}`);
  }
}
