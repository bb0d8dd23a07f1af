import { RecordError } from "./record-error.js";

/** Empty records and STRUCTs are short on the wire and wide in memory; so a request is bounded by its values too. */
export const MAX_VALUES: number = 32 * 1024 * 1024;

/** How many more values the rows of one request may have, nested ones and NULLs included. */
export class ValueBudget {
  readonly #limit: number;
  #left: number;

  constructor(limit: number = MAX_VALUES) {
    this.#limit = limit;
    this.#left = limit;
  }

  /** @throws {RecordError} when there are not as many left */
  spend(values: number): void {
    this.#left -= values;
    if (this.#left < 0) throw new RecordError(`the request has more than ${this.#limit} values`);
  }
}
