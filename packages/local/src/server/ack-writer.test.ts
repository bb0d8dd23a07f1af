import { Writable } from "node:stream";
import type { EphemeralStreamResponse } from "@zerobus-gen/runtime/protocol";
import { describe, expect, it } from "vitest";
import { AckWriter } from "./ack-writer.js";

describe(AckWriter, () => {
  it("sends each acknowledgement to a client that keeps up", () => {
    const { acks, sent } = setUp((done) => done());
    acks.write(0n);
    acks.write(1n);
    expect(sent).toEqual([0n, 1n]);
  });

  it("sends only the newest once a slow client reads again", async () => {
    const reads: (() => void)[] = [];
    const { acks, sent } = setUp((done) => reads.push(done));
    for (let offset = 0n; offset < 10n; offset++) acks.write(offset);
    expect(sent).toEqual([0n]);
    while (reads.length > 0) {
      reads.shift()?.();
      await new Promise(setImmediate);
    }
    expect(sent).toEqual([0n, 1n, 9n]);
  });

  it("holds nothing back when told to flush", async () => {
    const reads: (() => void)[] = [];
    const { acks, sent } = setUp((done) => reads.push(done));
    for (let offset = 0n; offset < 10n; offset++) acks.write(offset);
    acks.flush();
    acks.flush();
    while (reads.length > 0) {
      reads.shift()?.();
      await new Promise(setImmediate);
    }
    expect(sent).toEqual([0n, 1n, 9n]);
  });
});

function setUp(onWrite: (done: () => void) => void): { acks: AckWriter; sent: bigint[] } {
  const sent: bigint[] = [];
  const responses = new Writable({
    objectMode: true,
    highWaterMark: 2,
    write({ payload }: EphemeralStreamResponse, _, done) {
      if (payload.case === "ingestRecordResponse") sent.push(payload.value.durabilityAckUpToOffset);
      onWrite(() => done());
    },
  });
  return { acks: new AckWriter(responses), sent };
}
