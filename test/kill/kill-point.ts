/** A moment at which a server kills itself: at the n-th operation on its disk that is described so. */
export interface KillPoint {
  readonly name: string;
  /** What the operation is called, see `describeOperation`. */
  readonly operation: RegExp;
  /** In the middle of a write, half of it is on the disk. */
  readonly when: "before" | "amid" | "after";
  /** How many such operations a round may see before it ends. Startup and rare ones are seen once. */
  readonly upTo: number;
}

const DATA = "main/shop/orders/[^_]\\S+\\.parquet";
const LOG = "main/shop/orders/_delta_log";
const DRAFT = `${LOG}/\\.\\S+\\.tmp`;
/** How often what every commit does is let pass. */
const OFTEN = 12;
const SIDE = "main/shop/side";

function point(name: string, when: KillPoint["when"], operation: string, upTo = 1): KillPoint {
  return { name, when, operation: new RegExp(`^${operation}`), upTo };
}

/** The moment that only the first life in a directory has. */
export const FIRST_POINT: KillPoint = point(
  "before the signing key has its name",
  "before",
  "rename signing\\S+ signing\\.key$",
);

/** The moments that matter, in pairs: one leaves what the next may need. */
export const KILL_POINTS: readonly KillPoint[] = [
  point("before the lock is taken", "before", "link \\S+ server\\.lock$"),
  point("once the lock is taken", "after", "link \\S+ server\\.lock$"),
  point("once the turn to take a lock over is taken", "after", "link \\S+ server\\.lock\\.takeover$"),
  point("once a dead lock is removed", "after", "remove server\\.lock$"),
  point("before the ack", "after", `sync ${LOG}$`, OFTEN),
  point("before a data file", "before", `open ${DATA}`, OFTEN),
  point("amid a data file", "amid", `write ${DATA}`, OFTEN),
  point("before a data file is synced", "before", `sync ${DATA}`, OFTEN),
  point("before the folder of data files is synced", "before", "sync main/shop/orders$", OFTEN),
  point("before a commit's draft", "before", `open ${DRAFT}`, OFTEN),
  point("amid a commit's draft", "amid", `write ${LOG}/\\S+\\.(?:tmp|json)$`, OFTEN),
  point("before a commit's draft is synced", "before", `sync ${DRAFT}`, OFTEN),
  point("before a commit", "before", `link \\S+ ${LOG}/\\d+\\.json`, OFTEN),
  point("while leftovers are removed", "before", `remove ${DATA}`),
  point("once leftovers are removed", "after", `remove ${DRAFT}`),
  point("once a commit has its name", "after", `link \\S+ ${LOG}/\\d+\\.json`, OFTEN),
  point("before the log is synced", "before", `sync ${LOG}$`, OFTEN),
  point("before a checkpoint has its name", "before", `rename \\S+ ${LOG}/\\d+\\.checkpoint\\.parquet`),
  point("between a checkpoint and its hint", "after", `rename \\S+ ${LOG}/\\d+\\.checkpoint\\.parquet`),
  point("once the hint names a checkpoint", "after", `rename \\S+ ${LOG}/_last_checkpoint`),
  point("once a table has a folder", "after", `mkdir ${SIDE}`, 2),
  point("before a table is made", "before", `link \\S+ ${SIDE}/_delta_log/0+\\.json`, 3),
  point("once a table is made", "after", `link \\S+ ${SIDE}/_delta_log/0+\\.json`, 3),
  point("before a table is altered", "before", `link \\S+ ${SIDE}/_delta_log/0+1\\.json`, 3),
  point("once a table is altered", "after", `link \\S+ ${SIDE}/_delta_log/0+1\\.json`, 3),
  point("before a table is dropped", "before", `rename ${SIDE} `, 3),
  point("once a table is dropped", "after", `rename ${SIDE} `, 3),
  point("while a dropped table is removed", "before", "remove \\.dropped-", 3),
];

/** Any operation whatever. */
export const ANYWHERE: readonly KillPoint[] = [
  point("before any operation", "before", "", 400),
  point("amid any write", "amid", "write ", 100),
  point("after any operation", "after", "", 400),
];
