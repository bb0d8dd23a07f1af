import { type Context, Hono } from "hono";
import { failure, invalid } from "../catalog/answers.js";
import type { Table } from "../store/table.js";
import { newestRowTexts, type RowTexts } from "./newest-rows.js";
import { streamed } from "./streamed.js";
import { tail } from "./tail.js";
import type { CommitView } from "./views.js";
import type { Visits } from "./visits.js";

/** What answers about tables need. */
export interface TableAnswers {
  readonly table: (fullName: string) => Table | undefined;
  /** Newest first, of all tables. */
  readonly commits: () => readonly CommitView[];
  /** Has a function called at every commit to a table, until the one that it returns is called. */
  readonly follow: (fullName: string, ring: () => void) => () => void;
  readonly visits: Visits;
}

const MAX_ROWS = 1000;

/** What there is of one table: its newest rows, its commits, and its rows as they come. */
export function tableRoutes(base: string, { table, commits, follow, visits }: TableAnswers): Hono {
  const app = new Hono();
  const read = oneAtATime();

  app.get(`${base}/tables/:fullName/rows`, async (c) => {
    const found = table(c.req.param("fullName"));
    const limit = limitOf(c, 50);
    if (found === undefined) return noTable(c);
    if (limit === undefined) return badLimit(c);
    try {
      const { version, texts } = await read(() => newestRowTexts(found.store, limit));
      const head = JSON.stringify({ table: found.fullName, version });
      return c.body(`${head.slice(0, -1)},"rows":[${texts.join()}]}`, 200, {
        "content-type": "application/json; charset=utf-8",
      });
    } catch (error) {
      // Somebody may have broken its files, or have dropped it by now.
      return failure(c, 503, "UNAVAILABLE", `The rows cannot be read: ${String(error)}`);
    }
  });

  app.get(`${base}/tables/:fullName/commits`, (c) => {
    const found = table(c.req.param("fullName"));
    if (found === undefined) return noTable(c);
    return c.json(commits().filter((commit) => commit.table === found.fullName));
  });

  app.get(`${base}/tables/:fullName/tail`, (c) => {
    const found = table(c.req.param("fullName"));
    const limit = limitOf(c, 10);
    if (found === undefined) return noTable(c);
    if (limit === undefined) return badLimit(c);
    const onCommit = (ring: () => void) => follow(found.fullName, ring);
    return streamed(c, "application/x-ndjson", () =>
      visits.welcome((visit) => tail(found, limit, visit, onCommit)),
    );
  });

  return app;
}

/** Reads of rows, one after the other: they take the processor away from who ingests. */
function oneAtATime(): (read: () => Promise<RowTexts>) => Promise<RowTexts> {
  let last: Promise<unknown> = Promise.resolve();
  return (read) => {
    const done = last.then(read);
    last = done.catch(() => undefined);
    return done;
  };
}

/** Undefined unless it is a whole number within bounds. */
function limitOf(c: Context, byDefault: number): number | undefined {
  const text = c.req.query("limit") ?? String(byDefault);
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return limit <= MAX_ROWS ? limit : undefined;
}

function badLimit(c: Context): Response {
  return invalid(c, `limit must be a whole number, ${MAX_ROWS} at most`);
}

function noTable(c: Context): Response {
  const name = c.req.param("fullName");
  return failure(c, 404, "TABLE_DOES_NOT_EXIST", `Table '${name}' does not exist.`);
}
