import { type Comparison, compared, inTurns } from "../comparison.js";
import type { Servers } from "../servers.js";
import { bytesBeyond, type Holding } from "./bytes-beyond.js";

const ROWS = 1_000_000;
/** By hand, a million would take a minute. */
const HAND_WRITTEN_ROWS = 100_000;
/** What the project has set out to need. */
const AIM_BYTES = 32;

/** Ours against some peers; a figure that is aimed at has no one who holds rows. */
export interface MemoryCase {
  readonly name: string;
  readonly ours: Holding;
  readonly peers: readonly { readonly name: string; readonly holding: Holding | undefined }[];
}

const aim = { name: `${AIM_BYTES} bytes a row`, holding: undefined };
const byHand = {
  name: `grpc-js by hand, a promise a row, ${HAND_WRITTEN_ROWS} rows`,
  holding: { program: "hand-written", way: "a message a row", rows: HAND_WRITTEN_ROWS },
} as const;
const official = ["a call a row", "batches"].map((way) => {
  return { name: `official SDK, ${way}`, holding: { program: "official", way, rows: ROWS } } as const;
});

/** Everything that is compared. */
export const MEMORY_CASES: readonly MemoryCase[] = [
  { name: `${ROWS} rows in flight`, ours: ours("receipts ignored"), peers: [aim, ...official, byHand] },
  { name: `${ROWS} rows in flight, receipts kept`, ours: ours("receipts kept"), peers: [aim] },
  { name: `${ROWS} rows in flight, receipts awaited`, ours: ours("receipts awaited"), peers: [byHand] },
];

/** Measures a case. */
export async function comparedCase(
  { name, ours, peers }: MemoryCase,
  { sink, tokens, hasOfficial }: Servers,
  rounds: number,
): Promise<readonly Comparison[]> {
  const here = peers.filter(({ holding }) => hasOfficial || holding?.program !== "official");
  const measured = (holding: Holding) => () => bytesBeyond(holding, sink, tokens);
  const contenders = here.flatMap((peer) =>
    peer.holding === undefined ? [] : [{ name: peer.name, measure: measured(peer.holding) }],
  );
  const figures = await inTurns(
    [{ name: "ours", measure: measured(ours) }, ...contenders],
    rounds,
    `memory, ${name}`,
  );
  const figureOf = (contender: string): number => figures.get(contender) ?? AIM_BYTES;
  return here.map((peer) =>
    compared("memory", name, "bytes/row", figureOf("ours"), { name: peer.name, figure: figureOf(peer.name) }),
  );
}

function ours(way: string): Holding {
  return { program: "ours", way, rows: ROWS };
}
