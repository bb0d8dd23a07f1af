import type { Key } from "../codegen/row-writer.js";
import type { Frame, Step } from "./path.js";

/** A container that is entered, or was: entering another at its depth takes it over. */
interface Level {
  /** What kind the container is. */
  frame: Frame;
  /** How many of its members had a value. */
  present: number;
  /** Which of its members was entered. */
  entered: Key;
}

/** Where in a row something is being written: a container, and those that it stands in. */
export class RowPlace {
  readonly #levels: Level[] = [];
  #depth = 0;
  /** What kind the container is. */
  frame: Frame = "struct";
  /** How many of its members had a value. */
  present = 0;

  /** Back to the row itself, of which nothing is written yet. */
  begin(): void {
    this.#depth = 0;
    this.frame = "struct";
    this.present = 0;
  }

  /** Into the container that stands at `key`. */
  enter(key: Key, frame: Frame): void {
    const level = this.#levels[this.#depth];
    if (level === undefined) {
      this.#levels.push({ frame: this.frame, present: this.present, entered: key });
    } else {
      level.frame = this.frame;
      level.present = this.present;
      level.entered = key;
    }
    this.#depth++;
    this.frame = frame;
    this.present = 0;
  }

  /** Out of it. It counts as a member that had a value. */
  leave(): void {
    const level = this.#levels[--this.#depth];
    if (level === undefined) return;
    this.frame = level.frame;
    this.present = level.present + 1;
  }

  /** The way from the row to the member at `key`. */
  stepsTo(key: Key): readonly Step[] {
    const outer = this.#levels.slice(0, this.#depth).map(({ frame, entered }) => ({ frame, key: entered }));
    return [...outer, { frame: this.frame, key }];
  }
}
