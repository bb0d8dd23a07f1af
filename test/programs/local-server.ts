import { type FaultHandle, startLocal } from "@zerobus-gen/local";
import type { LocalAnswer, LocalRequest } from "../support/local-process.js";

// A local server that is told what to do by its parent, and ends with it. Its options come as its one argument, in JSON.

const local = await startLocal(JSON.parse(process.argv[2] ?? ""));
const handles: FaultHandle[] = [];

/** What the parent gets to hear for what it asks. */
function answer(request: LocalRequest): unknown {
  switch (request.kind) {
    case "add-fault":
      return handles.push(local.faults.add(request.rule)) - 1;
    case "hits":
      return handles[request.fault]?.hits;
    case "remove-fault":
      return handles[request.fault]?.remove();
    case "clear-faults":
      return local.faults.clear();
    case "streams":
      return local.streams();
  }
}

function tell(message: LocalAnswer): void {
  process.send?.(message);
}

process.on("message", ({ id, request }: { readonly id: number; readonly request: LocalRequest }) => {
  try {
    tell({ id, value: answer(request) });
  } catch (error) {
    tell({ id, error: String(error) });
  }
});
process.on("SIGTERM", async () => {
  await local.close();
  process.disconnect();
});
process.on("disconnect", () => process.exit());
tell({ id: 0, value: { endpoint: local.endpoint, tables: local.tables() } });
