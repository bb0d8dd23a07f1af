import type { Hono } from "hono";
import type { Activity } from "../activity/activity.js";
import { CLOCK } from "../activity/clock.js";
import type { Faults } from "../faults/fault-book.js";
import type { CommitReport } from "../store/commit-hooks.js";
import type { Warehouse } from "../store/warehouse.js";
import { consoleRoutes } from "./console-routes.js";
import { type DriftCheck, DriftWatch } from "./drift-watch.js";
import { EventFeed } from "./event-feed.js";
import { PageFiles } from "./page-files.js";
import { stateView } from "./state-view.js";
import type { ServerView } from "./views.js";
import { Visits } from "./visits.js";

/** What the console shows, and acts upon. */
export interface ConsoleContext {
  readonly activity: Activity;
  readonly faults: Faults;
  readonly warehouse: Pick<Warehouse, "get" | "list">;
  readonly server: () => Pick<ServerView, "endpoint" | "dir" | "ack">;
  /** Compares tables with generated code; by default nobody does. */
  readonly drift?: DriftCheck;
  readonly log: (line: string) => void;
}

/** Beyond this many readers of events and of tables, the next has to wait. */
const MAX_VISITS = 64;

/** What a person, or a program, sees of a running server. */
export class ConsoleService {
  readonly #context: ConsoleContext;
  readonly #visits = new Visits(MAX_VISITS);
  readonly #drift: DriftWatch;
  /** Who reads along, by table. */
  readonly #followers = new Map<string, Set<() => void>>();

  constructor(context: ConsoleContext) {
    this.#context = context;
    const { drift = async () => ({}), warehouse, log } = context;
    this.#drift = new DriftWatch(drift, () => warehouse.list(), log);
    this.#drift.changed();
  }

  /** Everything below `/console`. */
  routes(): Hono {
    const { activity, faults, warehouse, server } = this.#context;
    const state = () =>
      stateView({
        server: server(),
        activity,
        faults,
        tables: () => warehouse.list(),
        drift: (fullName) => this.#drift.get(fullName),
      });
    const samples = () => activity.seconds();
    return consoleRoutes({
      faults,
      commits: () => activity.commits(),
      visits: this.#visits,
      table: (fullName) => warehouse.get(fullName),
      state,
      samples,
      feed: new EventFeed({ state, samples }, CLOCK),
      page: new PageFiles(),
      follow: (fullName, ring) => this.#follow(fullName, ring),
    });
  }

  /** A commit came to be. */
  committed({ table, operation }: CommitReport): void {
    if (operation === "create" || operation === "alter") this.#drift.changed();
    for (const ring of this.#followers.get(table) ?? []) ring();
  }

  /** What was generated for the tables may be other than it was. */
  compareAgain(): void {
    this.#drift.changed();
  }

  /** Ends every answer that does not end by itself. */
  close(): void {
    this.#visits.close();
  }

  #follow(fullName: string, ring: () => void): () => void {
    const followers = this.#followers.get(fullName) ?? new Set();
    this.#followers.set(fullName, followers.add(ring));
    return () => {
      followers.delete(ring);
      if (followers.size === 0 && this.#followers.get(fullName) === followers)
        this.#followers.delete(fullName);
    };
  }
}
