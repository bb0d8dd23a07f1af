import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { startLocal } from "@zerobus-gen/local";
import { connect } from "@zerobus-gen/runtime";
import { expect, it, onTestFinished } from "vitest";
import { chaosRow, chaosTable, chaosTableInfo } from "./chaos-row.js";
import { scheduleOf } from "./schedule.js";

it("a row stays in the spool until it is acked", async () => {
  const dir = mkdtempSync(join(tmpdir(), "zerobus-gen-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  await using local = await startLocal({ dir: join(dir, "server"), tables: [chaosTableInfo(0)] });
  local.faults.add({ fault: { kind: "drop-acks" }, afterRequests: 1 });
  const tables = { rows: chaosTable(0) };
  const stream = { spool: { dir: join(dir, "spool") } };
  await using zerobus = connect({
    endpoint: local.endpoint,
    workspaceUrl: local.catalog,
    clientId: "c",
    clientSecret: "s",
    tables,
    stream,
  });
  const { rows } = zerobus.tables;
  await rows.open();
  const first = rows.ingest(chaosRow(scheduleOf(0), 0));
  await turn();
  // On their way when the first one's ack comes.
  rows.ingest(chaosRow(scheduleOf(0), 1));
  rows.ingest(chaosRow(scheduleOf(0), 2));
  await first;
  const { acked, spooled, unacked } = await rows.close({ signal: AbortSignal.abort() });
  expect({ acked, spooled, unacked: unacked.length }).toEqual({ acked: 1, spooled: 2, unacked: 2 });
});
