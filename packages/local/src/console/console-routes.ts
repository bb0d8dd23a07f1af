import { Hono } from "hono";
import type { Faults } from "../faults/fault-book.js";
import type { EventFeed } from "./event-feed.js";
import { faultRoutes } from "./fault-routes.js";
import type { PageFiles } from "./page-files.js";
import { pageRoutes } from "./page-routes.js";
import { streamed } from "./streamed.js";
import { type TableAnswers, tableRoutes } from "./table-routes.js";
import type { Sample, StateView } from "./views.js";

/** What the routes answer with. */
export interface ConsoleAnswers extends TableAnswers {
  readonly state: () => StateView;
  readonly samples: () => readonly Sample[];
  readonly faults: Faults;
  readonly feed: EventFeed;
  readonly page: PageFiles;
}

const API = "/console/api";

/** Everything below `/console`: the page, and all that it shows as JSON. */
export function consoleRoutes(answers: ConsoleAnswers): Hono {
  const { state, samples, faults, feed, visits, page } = answers;
  const app = new Hono();
  app.use("/console/*", async (c, next) => {
    c.header("cache-control", "no-store");
    c.header("x-content-type-options", "nosniff");
    c.header("cross-origin-resource-policy", "same-origin");
    await next();
  });
  app.get(`${API}/state`, (c) => c.json(state()));
  app.get(`${API}/samples`, (c) => c.json(samples()));
  app.get(`${API}/events`, (c) =>
    streamed(c, "text/event-stream", () => visits.welcome((visit) => feed.events(visit))),
  );
  app.route("/", tableRoutes(API, answers));
  app.route("/", faultRoutes(API, faults));
  app.route("/", pageRoutes(page));
  return app;
}
