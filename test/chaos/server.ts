import { startLocal } from "@zerobus-gen/local";
import type { ServerAnswer, ServerRequest } from "./server-process.js";

// The server of runs, told by messages what to do. It ends with whoever has started it. Argument: its directory.

const [dir = ""] = process.argv.slice(2);
const local = await startLocal({ dir, log: (line) => process.stderr.write(`${line}\n`) });
const answer = (message: ServerAnswer): void => void process.send?.(message);

process.on("disconnect", () => process.exit());
process.on("message", async (request: ServerRequest) => {
  switch (request.kind) {
    case "create": {
      const { directory } = await local.createTable(request.tableInfo);
      answer({ kind: "created", directory });
      break;
    }
  }
});
answer({ kind: "ready", port: Number(new URL(local.endpoint).port) });
