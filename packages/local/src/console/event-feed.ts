import type { Clock } from "../activity/clock.js";
import type { Sample, StateView } from "./views.js";
import type { Visit } from "./visits.js";

/** What there is to tell. */
export interface EventSource {
  readonly state: () => StateView;
  /** Oldest first. */
  readonly samples: () => readonly Sample[];
}

/** What one reader has not taken yet: the newest of each, so that nothing piles up. */
interface Mailbox {
  readonly visit: Visit;
  state: string | undefined;
  sample: string | undefined;
}

const TICK_MS = 250;
/** A look may take the twentieth part of the time, however large the state is. */
const REST = 20;

/** Server-sent events: the state when it has changed, and a sample each second. Looks only while somebody reads. */
export class EventFeed {
  readonly #source: EventSource;
  readonly #clock: Clock;
  readonly #mailboxes = new Set<Mailbox>();
  #ticks: NodeJS.Timeout | undefined;
  #state: string | undefined;
  #restsUntil = 0;
  #sampledAt = 0;

  constructor(source: EventSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** The events for one reader until its visit is over, the state first. */
  async *events(visit: Visit): AsyncGenerator<string, void> {
    const mailbox: Mailbox = { visit, state: undefined, sample: undefined };
    this.#mailboxes.add(mailbox);
    this.#ticks ??= setInterval(() => this.tick(), TICK_MS).unref();
    try {
      if (this.#mailboxes.size === 1) this.#look();
      mailbox.state = this.#state;
      while (!visit.isOver) {
        const { state, sample } = mailbox;
        mailbox.state = undefined;
        mailbox.sample = undefined;
        const text = (state ?? "") + (sample ?? "");
        if (text !== "") yield text;
        else await visit.bell.heard();
      }
    } finally {
      this.#mailboxes.delete(mailbox);
      if (this.#mailboxes.size === 0) {
        clearInterval(this.#ticks);
        this.#ticks = undefined;
      }
    }
  }

  /** Tells what is new. */
  tick(): void {
    const before = this.#state;
    if (this.#clock.elapsed() >= this.#restsUntil) this.#look();
    const state = this.#state === before ? undefined : this.#state;
    const newest = this.#source.samples().at(-1);
    const isNew = newest !== undefined && newest.at !== this.#sampledAt;
    this.#sampledAt = newest?.at ?? 0;
    const sample = isNew ? event("sample", newest) : undefined;
    if (state === undefined && sample === undefined) return;
    for (const mailbox of this.#mailboxes) {
      mailbox.state = state ?? mailbox.state;
      mailbox.sample = sample ?? mailbox.sample;
      mailbox.visit.bell.ring();
    }
  }

  #look(): void {
    const begun = this.#clock.elapsed();
    this.#state = event("state", this.#source.state());
    const now = this.#clock.elapsed();
    this.#restsUntil = now + REST * (now - begun);
  }
}

function event(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
