import type { Comparison } from "./comparison.js";

/** How much better ours is to be than one peer. */
export type Aim = Pick<Comparison, "suite" | "case" | "peerName" | "unit"> & {
  /** The least ratio. */
  readonly atLeast: number;
};

const OFFICIAL_ROW = "official SDK, a call a row";

/** What the project has set out to reach. Cases and peers are named as the suites print them. */
export const AIMS: readonly Aim[] = [
  ...encode("12 columns", { "protobuf-es": 20, protobufjs: 4 }),
  ...encode("30 columns, nested", { "protobuf-es": 6, protobufjs: 3 }),
  ...ingest("12 columns", "rows/s", {
    [OFFICIAL_ROW]: 30,
    "official SDK, batches by protobufjs": 3,
    "raw node:http2": 0.5,
  }),
  ...ingest("12 columns", "CPU s/M rows", { [OFFICIAL_ROW]: 35 }),
  ...ingest("12 columns, every receipt awaited", "rows/s", { [OFFICIAL_ROW]: 15 }),
  ...ingest("12 columns, JSON", "rows/s", {
    "official SDK, a call a JSON row": 10,
    "official SDK, JSON batches": 1.6,
  }),
  ...["p50", "p99"].map((part): Aim => {
    return {
      suite: "latency",
      case: `1000 rows/s, ${part}`,
      peerName: "official SDK",
      unit: "ms",
      atLeast: 1,
    };
  }),
  {
    suite: "memory",
    case: "1000000 rows in flight",
    peerName: "32 bytes a row",
    unit: "bytes/row",
    atLeast: 1,
  },
];

/** The aim of a comparison, if it has one. */
export function aimOf(comparison: Comparison): number | undefined {
  const keys = ["suite", "case", "peerName", "unit"] as const;
  return AIMS.find((aim) => keys.every((key) => aim[key] === comparison[key]))?.atLeast;
}

function encode(name: string, leasts: Readonly<Record<string, number>>): readonly Aim[] {
  return aims("encode", name, "ns/row", leasts);
}

function ingest(
  name: string,
  unit: Comparison["unit"],
  leasts: Readonly<Record<string, number>>,
): readonly Aim[] {
  return aims("ingest", name, unit, leasts);
}

function aims(
  suite: string,
  name: string,
  unit: Comparison["unit"],
  leasts: Readonly<Record<string, number>>,
): readonly Aim[] {
  return Object.entries(leasts).map(([peerName, atLeast]) => {
    return { suite, case: name, peerName, unit, atLeast };
  });
}
