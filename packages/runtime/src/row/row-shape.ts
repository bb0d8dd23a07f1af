import type { ArrayInput } from "../codegen/inputs.js";
import type { Key, RowWriter, WriteElement, WriteEntry, WriteStruct } from "../codegen/row-writer.js";

/** One member of a row or STRUCT: where it is on the wire, and what it is. */
export interface Member {
  /** The row's property. */
  readonly name: string;
  /** What the table calls it, when that is something else. */
  readonly column?: string;
  readonly field: number;
  readonly type: Shape;
  /** Whether a row may go without it. */
  readonly nullable: boolean;
}

/** The type of a value, as the calls that write it tell it. */
export type Shape =
  | { readonly kind: ScalarKind }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "varchar" | "char"; readonly length: number }
  | { readonly kind: "struct"; readonly members: readonly Member[] }
  | { readonly kind: "list"; readonly element: Shape }
  | { readonly kind: "map"; readonly key: Shape; readonly value: Shape };

/** Types that need no further word. */
export type ScalarKind =
  | "boolean"
  | "tinyint"
  | "smallint"
  | "int"
  | "bigint"
  | "float"
  | "double"
  | "string"
  | "binary"
  | "date"
  | "timestamp"
  | "timestampNtz"
  | "variant";

const shapes = new WeakMap<object, readonly Member[]>();

/**
 * The members that a generated `write` function writes, in its order.
 *
 * The function is the one place that knows a row's shape; it tells when it is run with a writer that only takes
 * notes: on a row whose every member is there, and on one that has none, of which it writes what is NOT NULL.
 */
export function membersOf<T>(write: WriteStruct<T>): readonly Member[] {
  const known = shapes.get(write);
  if (known !== undefined) return known;
  const notes = new Notes();
  // The stand-in answers to every name, which is all that `write` asks of a row.
  write(notes, STAND_IN as T);
  const bare = new Notes();
  write(bare, Object.create(null) as T);
  const required = new Set(bare.members.map(({ field }) => field));
  const members = notes.members.map((member) => ({ ...member, nullable: !required.has(member.field) }));
  shapes.set(write, members);
  return members;
}

const STAND_IN: unknown = new Proxy(
  {},
  {
    get: () => STAND_IN,
    getOwnPropertyDescriptor: () => ({
      value: STAND_IN,
      configurable: true,
      enumerable: true,
      writable: true,
    }),
  },
);

class Notes implements RowWriter {
  readonly members: Omit<Member, "nullable">[] = [];

  boolean(field: number, key: Key): void {
    this.#note(field, key, { kind: "boolean" });
  }
  tinyint(field: number, key: Key): void {
    this.#note(field, key, { kind: "tinyint" });
  }
  smallint(field: number, key: Key): void {
    this.#note(field, key, { kind: "smallint" });
  }
  int(field: number, key: Key): void {
    this.#note(field, key, { kind: "int" });
  }
  bigint(field: number, key: Key): void {
    this.#note(field, key, { kind: "bigint" });
  }
  float(field: number, key: Key): void {
    this.#note(field, key, { kind: "float" });
  }
  double(field: number, key: Key): void {
    this.#note(field, key, { kind: "double" });
  }
  string(field: number, key: Key): void {
    this.#note(field, key, { kind: "string" });
  }
  varchar(field: number, key: Key, _value: string, length: number): void {
    this.#note(field, key, { kind: "varchar", length });
  }
  char(field: number, key: Key, _value: string, length: number): void {
    this.#note(field, key, { kind: "char", length });
  }
  binary(field: number, key: Key): void {
    this.#note(field, key, { kind: "binary" });
  }
  date(field: number, key: Key): void {
    this.#note(field, key, { kind: "date" });
  }
  timestamp(field: number, key: Key): void {
    this.#note(field, key, { kind: "timestamp" });
  }
  timestampNtz(field: number, key: Key): void {
    this.#note(field, key, { kind: "timestampNtz" });
  }
  decimal(field: number, key: Key, _value: unknown, precision: number, scale: number): void {
    this.#note(field, key, { kind: "decimal", precision, scale });
  }
  variant(field: number, key: Key): void {
    this.#note(field, key, { kind: "variant" });
  }
  struct<T>(field: number, key: Key, _value: T, write: WriteStruct<T>): void {
    this.#note(field, key, { kind: "struct", members: membersOf(write) });
  }
  list<T>(key: Key, _values: ArrayInput<T>, write: WriteElement<T>): void {
    const inside = new Notes();
    write(inside, 0, STAND_IN as T);
    for (const { field, type } of inside.members) this.#note(field, key, { kind: "list", element: type });
  }
  map<K extends Key, V>(field: number, key: Key, _entries: unknown, write: WriteEntry<K, V>): void {
    const inside = new Notes();
    write(inside, STAND_IN as K, STAND_IN as V);
    const [entryKey, value] = inside.members;
    if (entryKey !== undefined && value !== undefined) {
      this.#note(field, key, { kind: "map", key: entryKey.type, value: value.type });
    }
  }

  #note(field: number, key: Key, type: Shape): void {
    // Inside lists and maps the key is an index or the stand-in: such members have no name, and need none.
    this.members.push({ name: typeof key === "string" ? key : "", field, type });
  }
}
