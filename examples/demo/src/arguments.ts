import { parseArgs } from "node:util";

/** How the demo was called. */
export interface Arguments {
  /** Flights to ingest; nothing for all of them. */
  readonly rows: number | undefined;
  /** Whether to kill the local server twice on the way. */
  readonly kill: boolean;
  /** Folder for the tables. */
  readonly dir: string;
}

const USAGE = `npm run demo -- [--rows N|all] [--kill] [--dir DIR]

  --rows N|all  flights to ingest (default 300000; all is three million)
  --kill        kill the local server with SIGKILL twice on the way
  --dir DIR     folder for the tables (default .demo)`;

/** Reads the command line. Nothing when it only asked for help, which is printed. */
export function readArguments(argv: readonly string[]): Arguments | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rows: { type: "string", default: "300000" },
      kill: { type: "boolean", default: false },
      dir: { type: "string", default: ".demo" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return undefined;
  }
  const rows = values.rows === "all" ? undefined : Number(values.rows);
  if (rows !== undefined && !(Number.isSafeInteger(rows) && rows > 0)) {
    throw new RangeError(`--rows takes a whole number or "all", got ${values.rows}\n\n${USAGE}`);
  }
  return { rows, kill: values.kill, dir: values.dir };
}
