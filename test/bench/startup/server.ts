import { readFileSync } from "node:fs";
import { startLocal } from "@zerobus-gen/local";

/** A program: a local server with the table in the file that is its argument, in memory. It tells its parent its address. */
const local = await startLocal({ tables: [JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"))] });
process.once("disconnect", async () => {
  await local.close();
  process.exit();
});
process.send?.(local.endpoint);
