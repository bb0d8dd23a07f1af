import type { Comparison } from "../comparison.js";

/** A ratio under which something is broken, rather than the machine busy. */
export type Floor = Pick<Comparison, "suite" | "case" | "peerName" | "unit"> & {
  /** About half of what a quiet machine measures. */
  readonly atLeast: number;
  /** Whether the peer has to be installed. */
  readonly isInstalled: boolean;
};

/** What CI holds. Cases and peers are named as the suites print them; who improves on one raises it. */
export const FLOORS: readonly Floor[] = [
  ...encode("3 columns", { "JSON.stringify": 4.4, protobufjs: 1.75 }),
  ...encode("12 columns", { "JSON.stringify": 1.75, protobufjs: 0.95 }),
  ...encode("30 columns, nested", { "JSON.stringify": 1, protobufjs: 0.65 }),
  {
    suite: "ingest",
    case: "12 columns",
    peerName: "grpc-js and protobuf-es by hand, batches",
    unit: "rows/s",
    atLeast: 3.5,
    isInstalled: true,
  },
  {
    suite: "memory",
    case: "1000000 rows in flight",
    peerName: "32 bytes a row",
    unit: "bytes/row",
    atLeast: 1,
    isInstalled: false,
  },
];

function encode(name: string, leasts: Readonly<Record<string, number>>): readonly Floor[] {
  return Object.entries(leasts).map(([peerName, atLeast]) => {
    const isInstalled = peerName !== "JSON.stringify";
    return { suite: "encode", case: name, peerName, unit: "ns/row", atLeast, isInstalled };
  });
}
