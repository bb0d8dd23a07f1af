import { type Command, InvalidArgumentError } from "commander";
import type { Call, GlobalFlags } from "./verb.js";

interface Flags extends GlobalFlags {
  readonly limit: number;
  readonly follow: boolean;
  readonly endpoint?: string;
}

/** `zerobus-gen tail`. */
export function configure(command: Command, { terminal, variables, run }: Call): void {
  command
    .argument("<table>", "full name of a table of the local Zerobus")
    .option("-n, --limit <number>", "how many of the newest rows come first", parseLimit, 10)
    .option("--no-follow", "print those, and wait for no more")
    .option("--endpoint <address>", "the local Zerobus (default: ZEROBUS_EMULATOR_HOST, or 127.0.0.1:8099)")
    .addHelpText("after", EXAMPLES)
    .action(async (table: string) => {
      const { limit, follow, endpoint, json = false } = command.optsWithGlobals<Flags>();
      const { localAddress } = await import("../tail/local-server.js");
      const { tail } = await import("../commands/tail.js");
      const server = localAddress(endpoint, variables.ZEROBUS_EMULATOR_HOST);
      await run((signal) => tail({ table, server, limit, follow, json }, terminal, signal));
    });
}

/** As many as the server gives at a time. */
function parseLimit(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) > 1000) {
    throw new InvalidArgumentError("Write a whole number, 1000 at most.");
  }
  return Number(text);
}

const EXAMPLES = `
Examples:
  $ zerobus-gen tail main.shop.orders                       the newest ten rows, and each as it is committed
  $ zerobus-gen tail main.shop.orders -n 100 --no-follow
  $ zerobus-gen tail main.shop.orders | jq .order_id        a row a line, as JSON

Of the tables of zerobus-gen dev. In JSON, BIGINT, DECIMAL and VARIANT are text, so that no digit is lost.`;
