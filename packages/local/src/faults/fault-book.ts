import { type FaultsByMoment, type Moment, type StreamFault, strikesAt } from "./fault.js";
import { type FaultRule, matches, type Occasion } from "./fault-rule.js";
import { parseFaultRule } from "./parse-fault-rule.js";

/** The faults of a local server: what is to go wrong, written down before it does. */
export interface Faults {
  /**
   * Adds a rule. Rules of one kind strike in the order they were added, one at each occasion; rules of
   * different kinds strike together.
   * @throws {FaultRuleError} with everything that makes no sense in it
   */
  add(rule: FaultRule): FaultHandle;
  /** Removes every rule. */
  clear(): void;
  /** The rules that may still strike, in the order they were added. */
  list(): readonly FaultHandle[];
}

/** One rule that was added. */
export interface FaultHandle {
  /** Of its own among all rules of a server. */
  readonly id: number;
  readonly rule: FaultRule;
  /** How often it has struck. */
  readonly hits: number;
  /** It strikes no more. What it has already done to a stream stays. */
  remove(): void;
}

/** A stream that is not over yet. */
export interface LiveStream extends Occasion {
  strike(fault: StreamFault): void;
}

/** {@link Faults}, and what the server asks of them. */
export class FaultBook implements Faults {
  #entries: readonly Entry[] = [];
  #hasStruck = false;
  readonly #live = new Set<LiveStream>();
  #added = 0;

  readonly #struck: (handle: FaultHandle, table: string | undefined) => void;

  /**
   * @param struck hears of each strike, and of the table where it was
   * @throws {TypeError} naming what is wrong with any of the rules
   */
  constructor(
    rules: readonly FaultRule[] = [],
    struck: (handle: FaultHandle, table: string | undefined) => void = () => {},
  ) {
    this.#struck = struck;
    const problems: string[] = [];
    for (const rule of rules) {
      try {
        this.add(rule);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        problems.push(error.message);
      }
    }
    if (problems.length > 0) throw new TypeError(problems.join("\n"));
  }

  add(rule: FaultRule): FaultHandle {
    parseFaultRule(rule);
    this.#added += 1;
    const entry = new Entry(this.#added, rule, () => this.#drop(entry));
    if (rule.now === true) this.#strikeNow(entry);
    else this.#entries = [...this.#entries, entry];
    return entry;
  }

  clear(): void {
    this.#entries = [];
    this.#hasStruck = false;
  }

  /** Whether any rule has struck since the last time they were all removed. */
  get hasStruck(): boolean {
    return this.#hasStruck;
  }

  list(): readonly FaultHandle[] {
    return this.#entries;
  }

  /** Whether nothing can strike. */
  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** A stream begins; faults may strike it at any time until it leaves. */
  enter(stream: LiveStream): void {
    this.#live.add(stream);
  }

  leave(stream: LiveStream): void {
    this.#live.delete(stream);
  }

  /**
   * What strikes at this occasion, one of a kind at most. It counts as struck when it is taken from here.
   * @param fits for faults that are only for some occasions
   */
  *strikes<M extends Moment>(
    moment: M,
    occasion: Occasion,
    fits: (fault: FaultsByMoment[M]) => boolean = () => true,
  ): Generator<FaultsByMoment[M], void, undefined> {
    const struck = new Set<string>();
    for (const entry of this.#entries) {
      const { fault } = entry.rule;
      if (!strikesAt(fault, moment) || struck.has(fault.kind)) continue;
      if (!matches(entry.rule, occasion) || !fits(fault)) continue;
      // What has struck may have led to another occasion, and that one may have spent this rule.
      if (!this.#entries.includes(entry)) continue;
      struck.add(fault.kind);
      this.#hit(entry, occasion.table);
      yield fault;
    }
  }

  #strikeNow(entry: Entry): void {
    const { fault } = entry.rule;
    if (!strikesAt(fault, "stream")) return;
    for (const stream of [...this.#live].filter((live) => matches(entry.rule, live))) {
      this.#hit(entry, stream.table);
      stream.strike(fault);
    }
  }

  #hit(entry: Entry, table: string | undefined): void {
    entry.hit();
    this.#hasStruck = true;
    this.#struck(entry, table);
  }

  #drop(entry: Entry): void {
    this.#entries = this.#entries.filter((other) => other !== entry);
  }
}

class Entry implements FaultHandle {
  readonly id: number;
  readonly rule: FaultRule;
  readonly remove: () => void;
  #hits = 0;

  constructor(id: number, rule: FaultRule, remove: () => void) {
    this.id = id;
    this.rule = rule;
    this.remove = remove;
  }

  get hits(): number {
    return this.#hits;
  }

  hit(): void {
    this.#hits += 1;
    const { times = 1 } = this.rule;
    if (times !== "always" && this.#hits >= times) this.remove();
  }
}
