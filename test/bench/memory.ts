import type { Bench, BenchOptions } from "./bench.js";
import { type Comparison, compared, inTurns } from "./comparison.js";
import { bytesBeyond, type Holding } from "./memory/bytes-beyond.js";
import { flat } from "./memory/flat.js";
import { printComparisons } from "./print-comparisons.js";
import { type Servers, withServers } from "./servers.js";

const ROWS = 1_000_000;
/** By hand, a million would take a minute. */
const HAND_WRITTEN_ROWS = 100_000;
const FLAT = "full speed, the default window";
/** What the project has set out to need. */
const AIM_BYTES = 32;

interface Case {
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

const CASES: readonly Case[] = [
  { name: `${ROWS} rows in flight`, ours: ours("receipts ignored"), peers: [aim, ...official, byHand] },
  { name: `${ROWS} rows in flight, receipts kept`, ours: ours("receipts kept"), peers: [aim] },
  { name: `${ROWS} rows in flight, receipts awaited`, ours: ours("receipts awaited"), peers: [byHand] },
];

/** What rows in flight cost, and whether that ends. */
export const memory: Bench = {
  name: "memory",
  does: "growth of the process with rows of 3 columns in flight, which the server does not ack, beyond their bytes",
  run: async (print, options) => {
    const chosen = CASES.filter(({ name }) => name.includes(options.only));
    if (chosen.length === 0 && !FLAT.includes(options.only)) return;
    await withServers(print, options, async (servers) => {
      const comparisons: Comparison[] = [];
      for (const one of chosen) {
        comparisons.push(...(await comparedCase(one, servers, options)));
      }
      printComparisons(comparisons, print, options);
      if (FLAT.includes(options.only)) await flat(FLAT, options.minutes, servers.sink, print, options);
    });
  },
};

async function comparedCase(
  { name, ours, peers }: Case,
  { sink, tokens, hasOfficial }: Servers,
  { rounds }: BenchOptions,
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
