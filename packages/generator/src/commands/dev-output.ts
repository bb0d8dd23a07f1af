import type { LocalEvent, LocalZerobus } from "@zerobus-gen/local";
import pc from "picocolors";
import type { Terminal } from "../terminal.js";

/** What `dev` says: addresses first, then what happens. What happens before they are said waits for them. */
export interface DevOutput {
  /** For what the server says in words. */
  readonly log: (line: string) => void;
  readonly onEvent: (event: LocalEvent) => void;
  /** The server is there. */
  readonly started: (local: LocalZerobus, place: string | undefined) => void;
  /** It is no more. */
  readonly stopped: () => void;
}

/** An event a line, as JSON. */
export function jsonOutput({ out }: Terminal): DevOutput {
  let early: string[] | undefined = [];
  const say = (event: object): void => {
    const line = JSON.stringify(event);
    if (early === undefined) out(line);
    else early.push(line);
  };
  return {
    log: () => {},
    onEvent: say,
    started: (local, place) => {
      const { endpoint, catalog } = local;
      const tables = local.tables().map(({ fullName }) => fullName);
      const [kind, at, dir] = ["started", Date.now(), place ?? null];
      out(JSON.stringify({ kind, at, endpoint, catalog, console: consoleOf(local), dir, tables }));
      for (const line of early ?? []) out(line);
      early = undefined;
    },
    stopped: () => say({ kind: "stopped", at: Date.now() }),
  };
}

/** For people: the addresses, how to use them, and each thing that happens with its time. */
export function textOutput(terminal: Terminal): DevOutput {
  const { bold, cyan, dim } = pc.createColors(terminal.colours);
  let early: string[] | undefined = [];
  const log = (line: string): void => {
    const stamped = `${dim(new Date().toTimeString().slice(0, 8))} ${printable(line)}`;
    if (early === undefined) terminal.err(stamped);
    else early.push(stamped);
  };
  return {
    log,
    onEvent: () => {},
    started: (local, place) => {
      const { endpoint } = local;
      const tables = local.tables();
      terminal.out(`${bold("Local Zerobus")} at ${cyan(endpoint)}, tables in ${place ?? "memory"}`);
      terminal.out(`Console: ${cyan(consoleOf(local))}`);
      for (const { fullName } of tables) terminal.out(`  ${fullName}`);
      if (tables.length === 0) {
        terminal.out(
          dim("There are no tables yet. --table table.json makes one; so does a lock: npx zerobus-gen pull"),
        );
      }
      for (const { id, rule } of local.faults.list()) {
        terminal.out(`  fault ${id}: ${JSON.stringify(rule)}`);
      }
      terminal.out(dim(`Point a client at it: export ZEROBUS_EMULATOR_HOST=${new URL(endpoint).host}`));
      const [{ fullName } = { fullName: "TABLE" }] = tables;
      terminal.out(dim(`See rows arrive: npx zerobus-gen tail ${fullName}. Ctrl-C stops it.`));
      for (const line of early ?? []) terminal.err(line);
      early = undefined;
    },
    stopped: () => {},
  };
}

function consoleOf({ endpoint }: LocalZerobus): string {
  return `${endpoint}/console/`;
}

/** A client writes part of what is said; a terminal is to act upon none of it. */
function printable(line: string): string {
  return line.replace(/\p{Cc}/gu, " ");
}
