import { expect, it, vi } from "vitest";
import { order } from "../testing/orders.js";
import { opened, started } from "../testing/orders-server.js";
import { ingestRecord } from "../testing/requests.js";

const MB = 1024 * 1024;
const MESSAGE_BYTES = 256 * 1024;

it("takes 16 MB from a stream while the disk hangs, and holds the rest back on the wire", async () => {
  const local = await started();
  local.faults.add({ fault: { kind: "slow-disk", delayMs: 60_000 } });
  const stream = await opened(local);
  const note = "x".repeat(MESSAGE_BYTES);
  let written = 0;
  for (let i = 0; i < 200; i++) stream.call.write(ingestRecord(i, order(i, note)), () => (written += 1));
  const taken = (): number => (local.streams()[0]?.requests ?? 0) * MESSAGE_BYTES;
  await vi.waitFor(() => expect(taken()).toBeGreaterThan(15.5 * MB), { timeout: 15_000 });
  // It had every opportunity to read on.
  for (let turn = 0; turn < 50; turn++) await fetch(local.catalog);
  expect(taken()).toBeLessThan(17 * MB);
  expect(written * MESSAGE_BYTES).toBeLessThan(18 * MB);
  await local.close();
});
