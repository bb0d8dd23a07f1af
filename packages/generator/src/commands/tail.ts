import { setTimeout as delay } from "node:timers/promises";
import pc from "picocolors";
import { followRows, NobodyThereError, newestRows, type TailedRow } from "../tail/local-server.js";
import { RowTable } from "../tail/row-table.js";
import type { Terminal } from "../terminal.js";
import { EXIT, type ExitCode } from "./exit-code.js";

/** How `tail` was called. */
export interface TailOptions {
  readonly table: string;
  readonly server: URL;
  /** How many of the newest rows come first. */
  readonly limit: number;
  /** Whether to wait for more. */
  readonly follow: boolean;
  /** A row a line as JSON, also for a person. */
  readonly json: boolean;
}

/** Between two looks whether the server is there again. */
const AGAIN_MS = 500;

/** Prints the newest rows of a table of the local server, and then each as it is committed, until the signal fires. */
export async function tail(options: TailOptions, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const { table, server, limit, follow } = options;
  const print = printer(options, terminal);
  const until = terminal.closed === undefined ? signal : AbortSignal.any([signal, terminal.closed]);
  if (!follow) {
    print(await newestRows(server, table, limit, until));
    return EXIT.clean;
  }
  const { yellow } = pc.createColors(terminal.colours);
  let wasThere = false;
  let isTold = false;
  while (!until.aborted) {
    try {
      // What came first was printed: of the rest it is not known how much came meanwhile.
      for await (const row of followRows(server, table, wasThere ? 0 : limit, until)) {
        if (until.aborted) break;
        wasThere = true;
        print([row]);
      }
      wasThere = true;
    } catch (error) {
      if (until.aborted) break;
      if (!(error instanceof NobodyThereError && wasThere)) throw error;
    }
    if (until.aborted) break;
    if (!isTold) {
      terminal.err(
        `${yellow("warning")} the local server at ${server.host} has gone; waiting for it. Rows that come before it is found again are not shown`,
      );
    }
    isTold = true;
    await delay(AGAIN_MS, undefined, { signal: until }).catch(() => {});
  }
  return EXIT.clean;
}

function printer(
  { json }: TailOptions,
  { out, isShown = false }: Terminal,
): (rows: readonly TailedRow[]) => void {
  if (json || !isShown) {
    return (rows) => {
      for (const row of rows) out(JSON.stringify(row));
    };
  }
  const shown = new RowTable();
  return (rows) => {
    for (const line of shown.lines(rows)) out(line);
  };
}
