import type { Sample, StateView } from "../../src/console/views.js";
import { Newest } from "./newest.js";

/** What the page knows of its server. */
export interface Known {
  /** `live`: hearing from it; `lost`: it has gone, and what is here is the last that was heard. */
  readonly link: "connecting" | "live" | "lost";
  /** Null before the first was heard. */
  readonly state: StateView | null;
  /** The newest six hundred seconds, oldest first. */
  readonly samples: readonly Sample[];
}

/** As many samples as the server keeps. */
const KEPT_SAMPLES = 600;
/** Between two attempts to reach a server that has gone. */
const RETRY_MS = 1_000;
/** A sample comes every second: after this long without a word the server counts as gone. */
const SILENCE_MS = 6_000;

/**
 * Hears what the server tells, over one event stream, and hears again when that breaks. A page that nobody sees hears
 * nothing and does nothing.
 */
export class Feed {
  readonly #listeners = new Set<() => void>();
  #known: Known = { link: "connecting", state: null, samples: [] };
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #news = new Newest((text) => this.#know({ link: "live", state: JSON.parse(text) }));

  get known(): Known {
    return this.#known;
  }

  /** Calls back after every change. Answers with what ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#close() : this.#open()));
    if (!document.hidden) this.#open();
  }

  #open(): void {
    this.#close();
    const source = new EventSource("api/events");
    this.#source = source;
    source.addEventListener("open", () => void this.#catchUp(source));
    source.addEventListener("state", ({ data }: MessageEvent<string>) => {
      this.#heard();
      this.#news.take(data);
    });
    source.addEventListener("sample", ({ data }: MessageEvent<string>) => {
      this.#heard();
      this.#know({ link: "live", samples: joined(this.#known.samples, [JSON.parse(data)]) });
    });
    source.addEventListener("error", () => this.#lose());
    this.#heard();
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#news.forget();
    this.#source?.close();
    this.#source = undefined;
  }

  #heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lose(), SILENCE_MS);
  }

  #lose(): void {
    this.#close();
    this.#timer = setTimeout(() => this.#open(), RETRY_MS);
    this.#know({ link: "lost" });
  }

  /** Fetches the seconds that went by unheard. Those of an earlier server on this port are not its own. */
  async #catchUp(source: EventSource): Promise<void> {
    try {
      const answer = await fetch("api/samples");
      if (!answer.ok) return;
      const samples: readonly Sample[] = await answer.json();
      if (this.#source === source) this.#know({ samples: joined(samples, this.#known.samples) });
    } catch {
      // The event stream tells as well that the server has gone.
    }
  }

  #know(change: Partial<Known>): void {
    this.#known = { ...this.#known, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** Both, each second once, as far as they are kept. */
function joined(older: readonly Sample[], newer: readonly Sample[]): readonly Sample[] {
  const from = older.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  return [...older, ...newer.filter(({ at }) => at > from)].slice(-KEPT_SAMPLES);
}
