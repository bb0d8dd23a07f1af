import { tableInfo } from "../catalog/table-info.js";
import type { Table } from "../store/table.js";
import type { DriftView } from "./views.js";

/** A table, as who compares it with generated code gets it. */
export interface DriftSubject {
  readonly fullName: string;
  /** A TableInfo, as the catalog answers it. */
  readonly info: unknown;
}

/** Compares tables with the code that was generated for them, by full name. Tables without such code are left out. */
export type DriftCheck = (tables: readonly DriftSubject[]) => Promise<Readonly<Record<string, DriftView>>>;

/** How the tables stand to generated code, as of the last time that any of them changed. */
export class DriftWatch {
  readonly #check: DriftCheck;
  readonly #tables: () => readonly Table[];
  readonly #log: (line: string) => void;
  #views: ReadonlyMap<string, DriftView> = new Map();
  #checking = false;
  #isStale = false;

  constructor(check: DriftCheck, tables: () => readonly Table[], log: (line: string) => void) {
    this.#check = check;
    this.#tables = tables;
    this.#log = log;
  }

  get(fullName: string): DriftView | null {
    return this.#views.get(fullName) ?? null;
  }

  /** A table changed. What changes during a check is checked after it, all together. */
  changed(): void {
    this.#isStale = true;
    if (!this.#checking) void this.#run();
  }

  async #run(): Promise<void> {
    this.#checking = true;
    while (this.#isStale) {
      // Whoever told of the change is done with it by then.
      await Promise.resolve();
      this.#isStale = false;
      this.#views = await this.#checked();
    }
    this.#checking = false;
  }

  async #checked(): Promise<ReadonlyMap<string, DriftView>> {
    try {
      const subjects = this.#tables().map((table) => ({ fullName: table.fullName, info: tableInfo(table) }));
      return new Map(Object.entries(await this.#check(subjects)));
    } catch (error) {
      this.#log(`drift could not be checked: ${String(error)}`);
      return new Map();
    }
  }
}
