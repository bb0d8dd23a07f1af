import type { FaultView, RowsView } from "../../src/console/views.js";
import type { FaultRule } from "../../src/faults/fault-rule.js";

const JSON_HEADERS = { "content-type": "application/json" };

/** The newest rows of a table. @throws Error that tells why there are none */
export async function fetchRows(table: string, limit: number, signal: AbortSignal): Promise<RowsView> {
  const answer = await ask(`api/tables/${encodeURIComponent(table)}/rows?limit=${limit}`, { signal });
  return answer.json();
}

/** Adds a rule. @throws Error in the server's words when the rule makes no sense */
export async function addFault(rule: FaultRule): Promise<FaultView> {
  const request = { method: "POST", headers: JSON_HEADERS, body: JSON.stringify(rule) };
  return (await ask("api/faults", request)).json();
}

/** Takes a rule away. */
export async function removeFault(id: number): Promise<void> {
  await ask(`api/faults/${id}`, { method: "DELETE", headers: JSON_HEADERS });
}

/** Takes all rules away. */
export async function removeFaults(): Promise<void> {
  await ask("api/faults", { method: "DELETE", headers: JSON_HEADERS });
}

async function ask(path: string, request: RequestInit): Promise<Response> {
  const answer = await fetch(path, request);
  if (answer.ok) return answer;
  throw new Error(messageOf(await answer.text()) ?? `the server answered ${answer.status}`);
}

/** The `message` of an error's body, if that is what it is. */
function messageOf(text: string): string | undefined {
  try {
    const body: { readonly message?: unknown } = JSON.parse(text);
    return typeof body.message === "string" ? body.message : undefined;
  } catch {
    return undefined;
  }
}
