import { Readable } from "node:stream";
import { expect, it } from "vitest";
import { ReadGate } from "./read-gate.js";

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
