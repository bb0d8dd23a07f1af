import type { Contender } from "./contender.js";

/** One way of ours against some peers, with rows of one shape. */
export interface Case {
  readonly name: string;
  readonly shape: string;
  readonly ours: Contender;
  readonly peers: readonly Contender[];
}

const officialRows = official("a call a row");
const officialBatches = official("batches by protobufjs");
const readyMade = official("batches of ready-made bytes");
const handWrittenRows = handWritten("a message a row");
const handWrittenBatches = handWritten("batches");
const rawHttp2: Contender = { name: "raw node:http2", program: "raw-http2", way: "ready-made batches" };

const EVERYBODY = [officialRows, officialBatches, readyMade, handWrittenRows, handWrittenBatches, rawHttp2];
const SERIOUS = [officialRows, officialBatches, handWrittenBatches];

/** Everything that is compared. Rows are typed, in memory, and go from `ingest` to ack; ours with every default. */
export const CASES: readonly Case[] = [
  { name: "12 columns", shape: "12 columns", ours: ours("ingestAll"), peers: EVERYBODY },
  { name: "12 columns, in a loop", shape: "12 columns", ours: ours("a loop"), peers: [officialRows] },
  {
    name: "12 columns, every receipt awaited",
    shape: "12 columns",
    ours: ours("every receipt awaited"),
    peers: [officialRows],
  },
  {
    name: "12 columns, JSON",
    shape: "12 columns",
    ours: ours("JSON"),
    peers: [official("a call a JSON row"), official("JSON batches")],
  },
  { name: "3 columns", shape: "3 columns", ours: ours("ingestAll"), peers: [...SERIOUS, rawHttp2] },
  { name: "30 columns, nested", shape: "30 columns, nested", ours: ours("ingestAll"), peers: SERIOUS },
  { name: "flights", shape: "flights", ours: ours("ingestAll"), peers: SERIOUS },
  { name: "birdstrikes", shape: "birdstrikes", ours: ours("ingestAll"), peers: SERIOUS },
];

function ours(way: string): Contender {
  return { name: `ours, ${way}`, program: "ours", way };
}

function official(way: string): Contender {
  return { name: `official SDK, ${way}`, program: "official", way };
}

function handWritten(way: string): Contender {
  return { name: `grpc-js and protobuf-es by hand, ${way}`, program: "hand-written", way };
}
