import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { type Fault, momentOf } from "../faults/fault.js";
import type { FaultRule } from "../faults/fault-rule.js";
import { order } from "../testing/orders.js";
import { opening, rowsOf, started } from "../testing/orders-server.js";
import { ingestBatch } from "../testing/requests.js";

const REQUESTS = 6;

const ms = fc.constantFrom(0, 1, 5);

/** Every fault after which a stream that its client half-closes is over soon. */
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constantFrom<Fault>(
    { kind: "refuse-create", code: "UNAVAILABLE" },
    { kind: "reject-token" },
    { kind: "create-without-id" },
    { kind: "close-signal" },
    { kind: "end" },
    { kind: "end", code: "ABORTED" },
    { kind: "reset" },
    { kind: "goaway" },
    { kind: "cut" },
    { kind: "drop-acks" },
    { kind: "empty-response" },
    { kind: "duplicate-ack" },
    { kind: "regress-ack" },
    { kind: "ack-beyond" },
    { kind: "ack-without-offset" },
    { kind: "ack-negative" },
    { kind: "commit-then-cut" },
    { kind: "fail-commit" },
    { kind: "refuse-row", column: "note", equals: "1" },
  ),
  ms.map((delayMs): Fault => ({ kind: "delay-headers", delayMs })),
  ms.map((delayMs): Fault => ({ kind: "delay-create", delayMs })),
  ms.map((delayMs): Fault => ({ kind: "delay-acks", delayMs })),
  ms.map((delayMs): Fault => ({ kind: "slow-disk", delayMs })),
  ms.map((forMs): Fault => ({ kind: "stall", forMs })),
  fc
    .record({ durationMs: ms, next: fc.constantFrom("end", "error", "stay") })
    .map((signal): Fault => ({ kind: "close-signal", ...signal })),
);

const rule: fc.Arbitrary<FaultRule> = fc
  .record({
    fault,
    times: fc.constantFrom(1, 2, "always" as const),
    afterRequests: fc.nat({ max: REQUESTS }),
  })
  .map(({ afterRequests, ...drawn }) =>
    ["stream", "row", "ack"].includes(momentOf(drawn.fault)) ? { ...drawn, afterRequests } : drawn,
  );

it("no faults, however many together, have a row acked that is not stored, stored twice, or out of order", async () => {
  const local = await started();
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(rule, { maxLength: 5 }),
      fc.integer({ min: 1, max: 3 }),
      async (rules, streams) => {
        local.faults.clear();
        for (const one of rules) local.faults.add(one);
        for (let i = 0; i < streams; i++) {
          runs += 1;
          const first = runs * 1000;
          const stream = await opening(local);
          for (let at = 0; at < REQUESTS; at++) {
            const id = first + 2 * at;
            stream.call.write(ingestBatch(at, [order(id, `${at}`), order(id + 1)]));
          }
          stream.call.end();
          await stream.ended;
          await vi.waitFor(() => expect(local.streams().at(-1)?.ended).toBeDefined());
          const honest = stream.acks.filter((offset) => offset >= 0n && offset < REQUESTS);
          const newest = Math.max(-1, ...honest.map(Number));
          const stored = (await rowsOf(local)).map(({ id }) => Number(id)).filter((id) => id >= first);
          expect(stored).toEqual(stored.map((_, at) => first + at));
          expect(stored.length).toBeGreaterThanOrEqual(2 * (newest + 1));
          expect(local.streams().at(-1)?.acked).toBeGreaterThanOrEqual(newest + 1);
        }
      },
    ),
    { numRuns: 30 },
  );
}, 60_000);
