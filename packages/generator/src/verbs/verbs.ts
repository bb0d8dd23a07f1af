import type { Verb } from "./verb.js";

/** All verbs, in the order of the help. */
export const VERBS: readonly Verb[] = [
  { name: "init", does: "Write a zerobus.config.ts.", load: () => import("./init.js") },
  { name: "pull", does: "Read schemas into zerobus.lock.json.", load: () => import("./pull.js") },
  { name: "generate", does: "Write one typed client for each table.", load: () => import("./generate.js") },
  {
    name: "check",
    does: "Say what drifted between the lock and the live tables.",
    load: () => import("./check.js"),
  },
  { name: "diff", does: "Say what differs between two sources.", load: () => import("./diff.js") },
  {
    name: "sql",
    does: "Print CREATE TABLE, ALTER TABLE and GRANT statements.",
    load: () => import("./sql.js"),
  },
  { name: "ingest", does: "Ingest NDJSON or CSV into a table.", load: () => import("./ingest.js") },
  {
    name: "doctor",
    does: "Say what is wrong with the set-up, and the mend.",
    load: () => import("./doctor.js"),
  },
  {
    name: "completion",
    does: "Print a completion script for a shell.",
    load: () => import("./completion.js"),
  },
  { name: "dev", does: "Run a local Zerobus, with Delta tables on disk.", load: () => import("./dev.js") },
  {
    name: "tail",
    does: "Print rows of the local Zerobus as they are committed.",
    load: () => import("./tail.js"),
  },
  {
    name: "query",
    does: "Run SQL over the tables of the local Zerobus.",
    load: () => import("./query.js"),
  },
];
