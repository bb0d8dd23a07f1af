/** Text that is a JSON document already. Made by {@link rawJson}. */
export class RawJson {
  /** The document, as it goes to the table. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** What it is in other JSON, such as a dead letter: text. */
  toJSON(): string {
    return this.text;
  }
}

/**
 * A JSON document for a VARIANT, or for any place inside of one, taken as it stands: `rawJson(response.body)`. With
 * `rawJson("null")` a column holds a VARIANT null, where a plain `null` means no value.
 *
 * The text is checked when the row is ingested: anything but one document, a name that an object has twice, half a
 * surrogate pair or more than 500 levels is an issue of the row, `INVALID_VARIANT`.
 */
export function rawJson(text: string): RawJson {
  return new RawJson(text);
}
