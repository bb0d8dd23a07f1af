import { type Command, Option } from "commander";
import type { ResultFormat } from "../query/result-text.js";
import type { Call, GlobalFlags } from "./verb.js";

interface Flags extends GlobalFlags {
  readonly dir: string;
  readonly format?: ResultFormat;
}

/** `zerobus-gen query`. */
export function configure(command: Command, { terminal, folder, run }: Call): void {
  command
    .argument("<sql>", "one SELECT, in DuckDB's SQL")
    .option("-d, --dir <dir>", "folder of the tables", ".zerobus")
    .addOption(
      new Option("--format <name>", "how rows are written (default: table, with --json json)").choices([
        "table",
        "json",
        "csv",
      ]),
    )
    .addHelpText("after", EXAMPLES)
    .action(async (sql: string) => {
      const { dir, json = false, format = json ? "json" : "table" } = command.optsWithGlobals<Flags>();
      const { query } = await import("../commands/query.js");
      await run(() => query(sql, { folder, dir, format }, terminal));
    });
}

const EXAMPLES = `
Examples:
  $ zerobus-gen query "select * from main.shop.orders limit 10"
  $ zerobus-gen query "select customer_name, sum(total) from orders group by 1" --format csv
  $ zerobus-gen query "describe main.shop.orders" --dir /tmp/tables

Reads the tables of zerobus-gen dev, which may run meanwhile; it needs DuckDB: npm install -D @duckdb/node-api.
A table that has its name for itself can go by it. Rows acked by --ack durable are seen once they are in their table.
VARIANT is shown as its JSON, and is a STRUCT of two BLOBs to the statement.`;
