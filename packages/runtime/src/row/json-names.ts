import type { Key } from "../codegen/row-writer.js";
import type { ColumnNames } from "./column-names.js";

/** `"name":` in UTF-8: as words of four bytes, little-endian, the last one filled up; they are copied faster. */
export interface JsonName {
  readonly words: Uint32Array;
  readonly byteLength: number;
}

/** A name, and the one that came after it last time. */
interface Known extends JsonName {
  readonly key: Key;
  next: Known | undefined;
}

/**
 * Column and member names as JSON has them in front of a value, by the properties of rows.
 *
 * A `write` function names its members in the same order each time, so the next name is most often known before it
 * is asked for.
 */
export class JsonNames {
  readonly #names = new Map<Key, Known>();
  readonly #columns: ColumnNames | undefined;
  #last: Known = { key: "", words: Uint32Array.of(), byteLength: 0, next: undefined };

  constructor(columns: ColumnNames | undefined) {
    this.#columns = columns;
  }

  of(key: Key): JsonName {
    const { next } = this.#last;
    if (next !== undefined && next.key === key) {
      this.#last = next;
      return next;
    }
    return this.#find(key);
  }

  #find(key: Key): JsonName {
    let name = this.#names.get(key);
    if (name === undefined) {
      name = known(key, this.#columns?.get(String(key)) ?? String(key));
      this.#names.set(key, name);
    }
    this.#last.next = name;
    this.#last = name;
    return name;
  }
}

function known(key: Key, column: string): Known {
  const text = Buffer.from(`${JSON.stringify(column)}:`);
  const padded = Buffer.concat([text, Buffer.alloc(3)]);
  const words = Uint32Array.from({ length: Math.ceil(text.length / 4) }, (_, at) =>
    padded.readUint32LE(4 * at),
  );
  return { key, words, byteLength: text.length, next: undefined };
}
