import { expect, it } from "vitest";
import { type Comparison, compared } from "../comparison.js";
import { ENCODE_CASES } from "../encode/cases.js";
import { CASES } from "../ingest/cases.js";
import { MEMORY_CASES } from "../memory/cases.js";
import { FLOORS, type Floor } from "./floors.js";
import { judged } from "./judgement.js";

const floor: Floor = {
  suite: "encode",
  case: "12 columns",
  peerName: "protobufjs",
  unit: "ns/row",
  atLeast: 2,
  isInstalled: true,
};
const ratioOf = (ratio: number): Comparison =>
  compared("encode", "12 columns", "ns/row", 100, { name: "protobufjs", figure: 100 * ratio });

it("lets a ratio pass that is no less than its floor", () => {
  expect(judged([floor], [ratioOf(2)])).toEqual([{ floor, ratio: 2, isMet: true }]);
  expect(judged([floor], [ratioOf(1.99)])).toEqual([{ floor, ratio: 1.99, isMet: false }]);
});

it("takes the best of what was measured twice", () => {
  expect(judged([floor], [ratioOf(1), ratioOf(3), ratioOf(Number.NaN)])).toEqual([
    { floor, ratio: 3, isMet: true },
  ]);
});

it("misses a floor that nothing was measured for", () => {
  const others: readonly Comparison[] = [
    { ...ratioOf(9), suite: "ingest" },
    { ...ratioOf(9), case: "3 columns" },
    { ...ratioOf(9), peerName: "protobuf-es" },
    { ...ratioOf(9), unit: "bytes/row" },
    ratioOf(Number.NaN),
  ];
  expect(judged([floor], others)).toEqual([{ floor, ratio: undefined, isMet: false }]);
});

it("has no floor that the suites have no case and peer for", () => {
  const known = [
    ...ENCODE_CASES.flatMap((one) => one.peers.map((peer) => ["encode", one.name, peer, one.unit])),
    ...CASES.flatMap((one) => one.peers.map((peer) => ["ingest", one.name, peer.name, "rows/s"])),
    ...MEMORY_CASES.flatMap((one) => one.peers.map((peer) => ["memory", one.name, peer.name, "bytes/row"])),
  ];
  expect(FLOORS).not.toHaveLength(0);
  for (const one of FLOORS) expect(known).toContainEqual([one.suite, one.case, one.peerName, one.unit]);
});
