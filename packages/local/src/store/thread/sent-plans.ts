import type { RecordPlan } from "../../record/record-plan.js";

/** What a thread has to learn of plans with the rows that go by them. */
export interface PlanNews {
  readonly learn: readonly { readonly id: number; readonly plan: RecordPlan }[];
  /** Ids that come no more, once those rows are decoded. */
  readonly forget: readonly number[];
}

/** More than streams are open at a time, as a rule; a plan that comes again after so many others is sent again. */
const MOST_PLANS = 500;

/** The plans that one thread knows, by the numbers it knows them by. */
export class SentPlans {
  /** The one used longest ago comes first. */
  readonly #ids = new Map<RecordPlan, number>();
  #nextId = 0;
  #learn: { id: number; plan: RecordPlan }[] = [];
  #forget: number[] = [];

  idOf(plan: RecordPlan): number {
    const known = this.#ids.get(plan);
    const id = known ?? this.#nextId++;
    this.#ids.delete(plan);
    this.#ids.set(plan, id);
    if (known !== undefined) return known;
    this.#learn.push({ id, plan });
    for (const [oldest, oldestId] of this.#ids) {
      if (this.#ids.size <= MOST_PLANS) break;
      this.#ids.delete(oldest);
      this.#forget.push(oldestId);
    }
    return id;
  }

  /** What came up since the last time. */
  news(): PlanNews {
    const news = { learn: this.#learn, forget: this.#forget };
    this.#learn = [];
    this.#forget = [];
    return news;
  }
}
