import { describe, expect, it } from "vitest";
import type { StreamEnd, StreamRecord } from "../activity/stream-log.js";
import { FaultBook } from "../faults/fault-book.js";
import { findLeaks, LeakError } from "./leak.js";

function stream(requests: number, acked: number, ended: StreamEnd | undefined): StreamRecord {
  const rest = {
    id: 1,
    recordType: undefined,
    openedAt: 0,
    endedAt: undefined,
    committed: 0,
    rows: 0,
    bytes: 0,
    peer: "127.0.0.1:1",
    headers: {},
    halfClosed: false,
    code: undefined,
  };
  return { table: "main.shop.orders", requests, acked, ended, ...rest };
}

const STREAMS: readonly StreamRecord[] = [
  stream(3, 3, undefined),
  stream(3, 1, "reset"),
  stream(3, 3, "reset"),
  stream(3, 1, "refused"),
  stream(3, 3, "half-close"),
];

describe(findLeaks, () => {
  it("finds streams that are open, and those that were left before their acks", () => {
    expect(findLeaks(STREAMS, new FaultBook())).toEqual([
      { kind: "open-stream", table: "main.shop.orders", requests: 3, acked: 3 },
      { kind: "unacked", table: "main.shop.orders", requests: 3, acked: 1 },
    ]);
  });

  it("does not blame a client for leaving a stream once a fault has struck, until all is cleared", () => {
    const faults = new FaultBook([{ fault: { kind: "drop-acks" } }]);
    expect(findLeaks(STREAMS, faults).map(({ kind }) => kind)).toEqual([
      "open-stream",
      "unacked",
      "unused-fault",
    ]);
    expect([...faults.strikes("stream", { table: undefined, requests: 0 })]).toHaveLength(1);
    expect(findLeaks(STREAMS, faults).map(({ kind }) => kind)).toEqual(["open-stream"]);
    faults.clear();
    expect(findLeaks(STREAMS, faults).map(({ kind }) => kind)).toEqual(["open-stream", "unacked"]);
  });

  it("finds no leak in a rule that may strike again, once it has", () => {
    const faults = new FaultBook([{ fault: { kind: "fail-commit" }, times: "always" }]);
    expect(findLeaks([], faults)).toHaveLength(1);
    expect([...faults.strikes("commit", { table: undefined, requests: 0 })]).toHaveLength(1);
    expect(findLeaks([], faults)).toEqual([]);
  });
});

describe(LeakError, () => {
  it("says all that leaked, and the mend", () => {
    const faults = new FaultBook([{ fault: { kind: "cut" }, table: "a.b.c" }]);
    const unborn = { ...stream(1, 0, undefined), table: undefined };
    expect(new LeakError(findLeaks([...STREAMS, unborn], faults)).message).toBe(
      `the local server was left with
  - an open stream onto main.shop.orders: 3 requests, 3 acked; close it, or the client
  - a stream onto main.shop.orders whose client went away: 3 requests, 1 acked; await its flush or close
  - an open stream that was never created: 1 request, 0 acked; close it, or the client
  - a fault that never struck: {"fault":{"kind":"cut"},"table":"a.b.c"}`,
    );
  });
});
