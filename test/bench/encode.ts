import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { installPeers, PEERS_FOLDER } from "../peers/install.js";
import type { Bench, BenchOptions } from "./bench.js";
import { type Comparison, compared, inTurns } from "./comparison.js";
import type { ContenderName } from "./encode/contenders.js";
import type { EncodeJob } from "./encode/program.js";
import { printComparisons } from "./print-comparisons.js";
import { builtProgram } from "./programs.js";
import { progress } from "./progress.js";
import { SHAPE_NAMES } from "./shapes/shapes.js";

const PEERS: Readonly<Record<"proto" | "JSON", readonly ContenderName[]>> = {
  proto: ["protobuf-es", "protobufjs", "protobufjs, verified", "JSON.stringify"],
  JSON: ["JSON.stringify"],
};

/** Many passes fit in the young generation, so that it is collected in few of them. */
const HEAP_FLAGS = ["--min-semi-space-size=256", "--max-semi-space-size=256"];

/** What is done to one kind of rows. */
interface Case {
  readonly name: string;
  readonly shape: string;
  readonly unit: EncodeJob["unit"];
  readonly ours: ContenderName;
  readonly peers: readonly ContenderName[];
}

/** Typed rows to bytes in a batch. */
export const encode: Bench = {
  name: "encode",
  does: "CPU time from a row to bytes; ours checks it, and takes Dates, decimal texts and VARIANTs as objects, where peers have ready what is on the wire",
  run: async (print, options) => {
    const cases = casesOf(options);
    if (cases.length === 0) return;
    const failure = installPeers();
    if (failure !== undefined) throw new Error(failure);
    const program = await builtProgram("encode/program.ts");
    for (const shape of new Set(cases.map((one) => one.shape))) {
      progress(`encode, ${shape}: whether all encode the same`);
      await figureOf(program, { shape, unit: "ns/row", peersFolder: PEERS_FOLDER });
    }
    const all: Comparison[] = [];
    for (const one of cases) {
      const found = await comparisonsOf(program, one, options);
      all.push(...found);
      if (options.json) printComparisons(found, print, options);
    }
    if (!options.json) printComparisons(all, print, options);
  },
};

function casesOf({ only }: BenchOptions): readonly Case[] {
  const cases = SHAPE_NAMES.flatMap((shape): readonly Case[] => [
    { name: shape, shape, unit: "ns/row", ours: "ours, proto", peers: PEERS.proto },
    { name: `${shape}, JSON`, shape, unit: "ns/row", ours: "ours, JSON", peers: PEERS.JSON },
    { name: `${shape}, heap`, shape, unit: "bytes/row", ours: "ours, proto", peers: ["protobufjs"] },
  ]);
  return cases.filter(({ name }) => name.includes(only));
}

async function comparisonsOf(
  program: string,
  { name, shape, unit, ours, peers }: Case,
  { rounds }: BenchOptions,
): Promise<readonly Comparison[]> {
  const contenders = [ours, ...peers].map((contender) => ({
    name: contender,
    measure: () => figureOf(program, { shape, contender, unit, peersFolder: PEERS_FOLDER }),
  }));
  const figures = await inTurns(contenders, rounds, `encode, ${name}`);
  const figure = (contender: ContenderName): number => figures.get(contender) ?? Number.NaN;
  return peers.map((peer) =>
    compared("encode", name, unit, figure(ours), { name: peer, figure: figure(peer) }),
  );
}

async function figureOf(program: string, job: EncodeJob): Promise<number> {
  const flags = job.unit === "bytes/row" ? HEAP_FLAGS : [];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, program, JSON.stringify(job)]);
  return JSON.parse(stdout);
}
