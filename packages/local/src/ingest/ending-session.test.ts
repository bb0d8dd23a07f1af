import { expect, it, vi } from "vitest";
import { order } from "../testing/orders.js";
import { ingestRecord } from "../testing/requests.js";
import { opened } from "../testing/session.js";
import type { IngestSession } from "./ingest-session.js";
import { Refusal } from "./refusal.js";

it.each([
  ["its client sends no more", (session: IngestSession) => session.halfClose()],
  ["it is refused", (session: IngestSession) => session.receive(ingestRecord(7, order(7)))],
  ["the server stops", (session: IngestSession) => session.stop(new Refusal("UNAVAILABLE", "stopping"))],
])("a session has what it sent committed without waiting for company when %s", async (_, end) => {
  const { session, table } = await opened();
  session.receive(ingestRecord(0, order(1)));
  const hurry = vi.spyOn(table.commits, "hurry");
  end(session);
  expect(hurry).toHaveBeenCalledOnce();
  await table.commits.settled();
});
