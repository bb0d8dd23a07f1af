import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { ReadGate } from "./read-gate.js";

describe(ReadGate, () => {
  it("lets nothing through before everybody who holds it has let go", () => {
    const source = new Readable({ read() {} }).on("data", () => {});
    const gate = new ReadGate(source);
    const seen: boolean[] = [];
    for (const step of ["hold", "hold", "release", "release"] as const) {
      gate[step]();
      seen.push(source.isPaused());
    }
    expect(seen).toEqual([true, true, true, false]);
  });

  it("asks for nothing more while it is held, and goes on where it was", async () => {
    let asked = 0;
    const source = new Readable({
      objectMode: true,
      read() {
        asked += 1;
        setImmediate(() => this.push(asked));
      },
    });
    const gate = new ReadGate(source);
    const seen: number[] = [];
    source.on("data", (message: number) => {
      seen.push(message);
      if (message % 3 === 0) gate.hold();
    });
    for (const end of [3, 6, 9]) {
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      expect([asked, seen.at(-1)]).toEqual([end, end]);
      gate.release();
    }
    source.destroy();
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
