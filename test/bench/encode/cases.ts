import { PEERS_FOLDER } from "../../peers/install.js";
import { type Comparison, type Contender, compared, inTurns } from "../comparison.js";
import { ProgramRun } from "../program-run.js";
import { SHAPE_NAMES } from "../shapes/shapes.js";
import { median } from "../text-table.js";
import type { ContenderName } from "./contenders.js";
import type { EncodeJob } from "./program.js";

/** What is done to rows of one shape. */
export interface EncodeCase {
  readonly name: string;
  readonly shape: string;
  readonly unit: EncodeJob["unit"];
  readonly ours: ContenderName;
  readonly peers: readonly ContenderName[];
}

const PEERS: Readonly<Record<"proto" | "JSON", readonly ContenderName[]>> = {
  proto: ["protobuf-es", "protobufjs", "protobufjs, verified", "JSON.stringify"],
  JSON: ["JSON.stringify"],
};

/** Everything that is compared. */
export const ENCODE_CASES: readonly EncodeCase[] = SHAPE_NAMES.flatMap((shape): readonly EncodeCase[] => [
  { name: shape, shape, unit: "ns/row", ours: "ours, proto", peers: PEERS.proto },
  { name: `${shape}, JSON`, shape, unit: "ns/row", ours: "ours, JSON", peers: PEERS.JSON },
  { name: `${shape}, heap`, shape, unit: "bytes/row", ours: "ours, proto", peers: ["protobufjs"] },
]);

/** How a unit is measured: with these arguments of Node, and what counts of the slices. */
interface Way {
  readonly flags: readonly string[];
  readonly counts: (slices: readonly number[]) => number;
}

const WAYS: Readonly<Record<EncodeJob["unit"], Way>> = {
  // What else the machine does only ever adds to it.
  "ns/row": { flags: [], counts: (slices) => Math.min(...slices) },
  // Many passes fit in the young generation, so that it is collected in few of them.
  "bytes/row": { flags: ["--min-semi-space-size=256", "--max-semi-space-size=256"], counts: median },
};

const PROGRAM = "encode/program.ts";

/** How many slices each contender has, in turns: so many chances that the machine does nothing else. */
const SLICES = 11;

/** Measures a case: each round is of fresh processes, since the engine may compile the same code in several ways. */
export async function comparedCase(measured: EncodeCase, rounds: number): Promise<readonly Comparison[]> {
  const { name, unit, ours, peers } = measured;
  const found: ReadonlyMap<string, number>[] = [];
  for (let round = 1; round <= rounds; round++) {
    found.push(await slicesInTurns(measured, `encode, ${name}, processes ${round} of ${rounds}`));
  }
  const figure = (contender: ContenderName): number => {
    return median(found.map((figures) => figures.get(contender) ?? Number.NaN));
  };
  return peers.map((peer) =>
    compared("encode", name, unit, figure(ours), { name: peer, figure: figure(peer) }),
  );
}

/** Holds that all contenders encode rows of this shape alike. @throws Error where they do not */
export async function checkShape(shape: string): Promise<void> {
  await using program = await ProgramRun.start(PROGRAM);
  await program.ask<"ready">({ shape, unit: "ns/row", peersFolder: PEERS_FOLDER } satisfies EncodeJob);
}

async function slicesInTurns(
  { shape, unit, ours, peers }: EncodeCase,
  what: string,
): Promise<ReadonlyMap<string, number>> {
  const { flags, counts } = WAYS[unit];
  const contenders: Contender[] = [];
  const programs: ProgramRun[] = [];
  try {
    for (const contender of [ours, ...peers]) {
      const program = await ProgramRun.start(PROGRAM, flags);
      programs.push(program);
      await program.ask<"ready">({ shape, contender, unit, peersFolder: PEERS_FOLDER } satisfies EncodeJob);
      contenders.push({ name: contender, measure: () => program.ask<number>({}) });
    }
    return await inTurns(contenders, SLICES, what, counts);
  } finally {
    for (const program of programs) await program[Symbol.asyncDispose]();
  }
}
