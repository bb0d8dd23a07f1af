import type { Key } from "../codegen/row-writer.js";
import type { Frame, Step } from "./path.js";

/** Where in a row something is being written: a container, and those that it stands in. */
export class RowPlace {
  readonly #outer: (Step & { readonly present: number })[] = [];
  /** What kind the container is. */
  frame: Frame = "struct";
  /** How many of its members had a value. */
  present = 0;

  /** Back to the row itself, of which nothing is written yet. */
  begin(): void {
    // Setting a length costs something, also where it changes nothing.
    if (this.#outer.length > 0) this.#outer.length = 0;
    this.frame = "struct";
    this.present = 0;
  }

  /** Into the container that stands at `key`. */
  enter(key: Key, frame: Frame): void {
    this.#outer.push({ frame: this.frame, key, present: this.present });
    this.frame = frame;
    this.present = 0;
  }

  /** Out of it. It counts as a member that had a value. */
  leave(): void {
    const outer = this.#outer.pop();
    if (outer === undefined) return;
    this.frame = outer.frame;
    this.present = outer.present + 1;
  }

  /** The way from the row to the member at `key`. */
  stepsTo(key: Key): readonly Step[] {
    return [...this.#outer, { frame: this.frame, key }];
  }
}
