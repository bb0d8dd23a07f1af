import { resolve } from "node:path";
import { addAbortSignal } from "node:stream";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { EpochUnit } from "../ingest/epoch-unit.js";
import { type CatalogFlags, catalogFlags, catalogSourceOfFlags } from "./flags.js";
import type { Call, GlobalFlags } from "./verb.js";

interface Flags extends GlobalFlags, CatalogFlags {
  readonly format?: "ndjson" | "csv";
  readonly delimiter: string;
  readonly null: string;
  readonly epoch?: EpochUnit;
  readonly rejects?: string;
  readonly maxRejects: number;
  readonly resume: boolean;
  readonly restart: boolean;
}

/** `zerobus-gen ingest`. */
export function configure(command: Command, { terminal, folder, variables, run }: Call): void {
  catalogFlags(
    command
      .argument("<table>", "full name, or the name of a table of the lock")
      .argument("[file]", "NDJSON or CSV, .gz too; - for standard input", "-"),
  )
    .addOption(
      new Option("--format <name>", "how rows are written (default: by the file's name)").choices([
        "ndjson",
        "csv",
      ]),
    )
    .option("--delimiter <text>", "what parts the cells of a CSV", ",")
    .option("--null <text>", "the text of a CSV cell that is NULL", "")
    .addOption(
      new Option(
        "--epoch <unit>",
        "what a number means where a TIMESTAMP is wanted; refused without it",
      ).choices(["s", "ms", "us"]),
    )
    .option("--rejects <file>", "where refused records go (default: <file>.rejects.ndjson)")
    .option("--max-rejects <number>", "refused records before it stops", parseCount, 1000)
    .option("--resume", "go on where an earlier run stopped", false)
    .option("--restart", "begin again, in spite of an earlier run", false)
    .addHelpText("after", EXAMPLES)
    .action(async (table: string, file: string) => {
      const flags = command.optsWithGlobals<Flags>();
      const { ingest } = await import("../commands/ingest.js");
      const { ingestedTable } = await import("../commands/ingested-table.js");
      await run(async (signal) => {
        const {
          format,
          delimiter,
          null: nullText,
          epoch: epochUnit,
          rejects,
          maxRejects,
          json = false,
        } = flags;
        if (file === "-") {
          // Nobody may ever write to it again.
          addAbortSignal(signal, process.stdin);
          if (process.stdin.isTTY) terminal.err("reading rows from the terminal; Ctrl-D ends them");
        }
        const schema = await ingestedTable(table, {
          folder,
          config: flags.config,
          env: flags.env,
          reading: { flags: catalogSourceOfFlags(flags), variables, signal },
        });
        const again = flags.restart ? "restart" : flags.resume ? "resume" : undefined;
        return ingest(
          schema,
          {
            file: file === "-" ? file : resolve(folder, file),
            folder,
            delimiter,
            nullText,
            maxRejects,
            json,
            ...(format && { format }),
            ...(epochUnit && { epochUnit }),
            ...(rejects !== undefined && { rejects: resolve(folder, rejects) }),
            ...(again && { again }),
          },
          terminal,
          process.stdin,
          signal,
        );
      });
    });
}

function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Write a whole number.");
  return Number(text);
}

const EXAMPLES = `
Examples:
  $ zerobus-gen ingest main.shop.orders orders.ndjson
  $ zerobus-gen ingest orders orders.csv.gz --epoch ms     a table of the lock
  $ gunzip -c orders.gz | zerobus-gen ingest orders -
  $ zerobus-gen ingest orders orders.ndjson --resume       after Ctrl-C, or a failure

Rows name the columns as the table does, whatever the naming of the clients is. Records that are refused go to a
file of their own; the exit code is 1 then. A row that arrived and was not acknowledged is sent again by --resume.
Where rows go: ZEROBUS_ENDPOINT with DATABRICKS_HOST, DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, or
ZEROBUS_EMULATOR_HOST.`;
