import { startLocal } from "@zerobus-gen/local";
import type { ServerAnswer, ServerRequest } from "./server-life.js";

// The server that is killed. Arguments: its options, in JSON. It ends with whoever has started it.

const answer = (message: ServerAnswer): void => void process.send?.(message);
const local = await startLocal({
  ...JSON.parse(process.argv[2] ?? ""),
  log: (line: string) => process.stderr.write(`${line}\n`),
});

process.on("disconnect", () => process.exit());
process.on("SIGTERM", async () => {
  await local.close();
  process.disconnect();
});
process.on("message", async (request: ServerRequest) => {
  if (request.kind === "drop") await local.dropTable(request.table);
  else if (request.kind === "create") await local.createTable(request.table);
  else await local.alterTable(request.table);
  answer({ kind: "done" });
});
answer({ kind: "ready", endpoint: local.endpoint });
