import { elementPath, entryPath } from "../table/column-path.js";
import { isFieldNumber, MAX_FIELD_NUMBER } from "../table/field-number.js";
import type { ColumnType, Field } from "../table/table-schema.js";
import { exactPath, parentPath } from "./exact-path.js";
import type { LockedTable, ReservedField } from "./lock.js";

/**
 * The field numbers of a table over all its time. Beside one another, a name and its number belong together for good:
 * neither is ever seen with another.
 */
export class NumberHistory {
  /** Numbers not yet given back, by the path of their field; several where a table has one name twice. */
  readonly #waiting = new Map<string, number[]>();
  /** Numbers in use or reserved, by the path of the parent. */
  readonly #taken = new Map<string, Set<number>>();
  readonly #highest = new Map<string, number>();

  constructor(previous: LockedTable | undefined) {
    if (previous === undefined) return;
    this.#recall(previous.schema.columns, "");
    for (const { path, number } of previous.reserved) this.#remember(path, parentPath(path) ?? "", number);
  }

  /** The number that the field had before, once. */
  giveBack(parent: string, name: string): number | undefined {
    return this.#waiting.get(exactPath(parent, name))?.shift();
  }

  /** Takes the number, if no field below the parent ever had it. */
  take(parent: string, number: number): boolean {
    if (!isFieldNumber(number) || this.#taken.get(parent)?.has(number)) return false;
    this.#note(parent, number);
    return true;
  }

  /** Takes a number that no field below the parent ever had: the one after the highest. */
  takeNext(parent: string): number {
    let number = (this.#highest.get(parent) ?? 0) + 1;
    while (!this.take(parent, number)) number = number >= MAX_FIELD_NUMBER ? 1 : number + 1;
    return number;
  }

  /** The fields that were not asked for again, sorted by path. */
  rest(): readonly ReservedField[] {
    return [...this.#waiting]
      .flatMap(([path, numbers]) => numbers.map((number) => ({ path, number })))
      .sort((a, b) => (a.path === b.path ? a.number - b.number : a.path < b.path ? -1 : 1));
  }

  #recall(fields: readonly Field[], parent: string): void {
    for (const { name, number, type } of fields) {
      const path = exactPath(parent, name);
      this.#remember(path, parent, number);
      this.#recallType(type, path);
    }
  }

  #recallType(type: ColumnType, path: string): void {
    if (type.kind === "struct") this.#recall(type.fields, path);
    if (type.kind === "array") this.#recallType(type.element, elementPath(path));
    if (type.kind === "map") {
      this.#recallType(type.key, entryPath(path, "key"));
      this.#recallType(type.value, entryPath(path, "value"));
    }
  }

  #remember(path: string, parent: string, number: number): void {
    const numbers = this.#waiting.get(path);
    if (numbers === undefined) this.#waiting.set(path, [number]);
    else numbers.push(number);
    this.#note(parent, number);
  }

  #note(parent: string, number: number): void {
    const taken = this.#taken.get(parent);
    if (taken === undefined) this.#taken.set(parent, new Set([number]));
    else taken.add(number);
    this.#highest.set(parent, Math.max(number, this.#highest.get(parent) ?? 0));
  }
}
