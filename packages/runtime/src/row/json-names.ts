import type { Key } from "../codegen/row-writer.js";

/** A name as it stands in front of a value, and the name that came after it last time. */
interface Name {
  readonly key: Key;
  readonly text: Uint8Array;
  next: Name | undefined;
}

/**
 * Column and member names as JSON has them in front of a value: `"name":` in UTF-8.
 *
 * A `write` function names its members in the same order each time, so the next name is most often known before it
 * is asked for.
 */
export class JsonNames {
  readonly #names = new Map<Key, Name>();
  #last: Name = { key: "", text: Uint8Array.of(), next: undefined };

  of(key: Key): Uint8Array {
    const { next } = this.#last;
    if (next !== undefined && next.key === key) {
      this.#last = next;
      return next.text;
    }
    return this.#find(key);
  }

  #find(key: Key): Uint8Array {
    let name = this.#names.get(key);
    if (name === undefined) {
      name = { key, text: Buffer.from(`${JSON.stringify(String(key))}:`), next: undefined };
      this.#names.set(key, name);
    }
    this.#last.next = name;
    this.#last = name;
    return name.text;
  }
}
