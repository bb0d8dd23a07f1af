import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { PEERS_FOLDER } from "../../peers/install.js";
import { type Comparison, compared, inTurns } from "../comparison.js";
import { SHAPE_NAMES } from "../shapes/shapes.js";
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

/** Many passes fit in the young generation, so that it is collected in few of them. */
const HEAP_FLAGS = ["--min-semi-space-size=256", "--max-semi-space-size=256"];

/** Measures a case, with the program as it was built. */
export async function comparedCase(
  program: string,
  { name, shape, unit, ours, peers }: EncodeCase,
  rounds: number,
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

/** Holds that all contenders encode rows of this shape alike. @throws Error where they do not */
export async function checkShape(program: string, shape: string): Promise<void> {
  await figureOf(program, { shape, unit: "ns/row", peersFolder: PEERS_FOLDER });
}

async function figureOf(program: string, job: EncodeJob): Promise<number> {
  const flags = job.unit === "bytes/row" ? HEAP_FLAGS : [];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, program, JSON.stringify(job)]);
  return JSON.parse(stdout);
}
