import { createInterface } from "node:readline";
import { Spool } from "../../packages/runtime/src/spool/spool.js";
import { resolveSpoolOptions } from "../../packages/runtime/src/spool/spool-options.js";

// Opens the spool in every folder it is told of, and says whether it got it. Keeps what it got until its input ends.

const subject = { table: "main.shop.orders", fingerprint: "", format: "proto", shape: [] } as const;
process.stdout.write("ready\n");
for await (const folder of createInterface({ input: process.stdin })) {
  try {
    Spool.open(folder, subject, resolveSpoolOptions({ dir: folder, sync: "none" }));
    process.stdout.write("won\n");
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message.split("\n")[0] : error}\n`);
  }
}
