import { type FaultHandle, startLocal } from "@zerobus-gen/local";
import type { ServerAnswer, ServerRequest } from "./server-process.js";

// The server of runs, told by messages what to do. It ends with whoever has started it. Argument: its directory.

const [dir = ""] = process.argv.slice(2);
const local = await startLocal({ dir, log: (line) => process.stderr.write(`${line}\n`) });
const faults: FaultHandle[] = [];
const answer = (message: ServerAnswer): void => void process.send?.(message);

process.on("disconnect", () => process.exit());
process.on("message", async (request: ServerRequest) => {
  switch (request.kind) {
    case "create": {
      const { directory } = await local.createTable(request.tableInfo);
      answer({ kind: "created", directory: directory ?? "" });
      break;
    }
    case "fault":
      faults.push(local.faults.add(request.rule));
      answer({ kind: "added" });
      break;
    case "clear": {
      const struck = faults.splice(0).flatMap(({ hits, rule }) => (hits > 0 ? [rule.fault.kind] : []));
      local.faults.clear();
      answer({ kind: "cleared", struck });
      break;
    }
  }
});
answer({ kind: "ready", port: Number(new URL(local.endpoint).port) });
