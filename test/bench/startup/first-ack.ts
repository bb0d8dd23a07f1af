import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { BatchBuilder } from "../../../packages/runtime/src/batch/batch-builder.js";
import { PEERS_FOLDER } from "../../peers/install.js";
import { officialClient } from "../../peers/official-client.js";
import { compared, inTurns } from "../comparison.js";
import { builtProgram } from "../programs.js";
import { readings } from "../shapes/readings.js";
import { NOTHING, type Part } from "./findings.js";
import type { FirstAckJob } from "./first-ack-job.js";

const CASE = "first ack";
const TABLE_FILE = fileURLToPath(new URL("../tables/readings.json", import.meta.url));
const OURS = "ours";
const BY_HAND = "grpc-js and protobuf-es by hand";
const OFFICIAL = "official SDK";

/** From the start of a process to the ack of its first row, on a local server that has served before. */
export const firstAck: Part = async (isChosen, rounds) => {
  if (!isChosen(CASE)) return NOTHING;
  const official = officialClient();
  const sources = [
    [OURS, "startup/client-ours.ts"],
    [BY_HAND, "startup/client-by-hand.ts"],
    ...(typeof official === "string" ? [] : [[OFFICIAL, "startup/client-official.ts"] as const]),
  ] as const;
  const server = fork(await builtProgram("startup/server.ts"), [TABLE_FILE], { execArgv: [] });
  try {
    const [endpoint] = await once(server, "message");
    const job = jobAt(String(endpoint));
    const contenders = [];
    for (const [name, source] of sources) {
      const program = await builtProgram(source);
      contenders.push({ name, measure: () => millisecondsUntilAck(program, job) });
      await millisecondsUntilAck(program, job);
    }
    const figures = await inTurns(contenders, rounds, `startup, ${CASE}`);
    const figure = (name: string): number => figures.get(name) ?? Number.NaN;
    const comparisons = contenders
      .filter(({ name }) => name !== OURS)
      .map(({ name }) => compared("startup", CASE, "ms", figure(OURS), { name, figure: figure(name) }));
    const notes = typeof official === "string" ? [{ case: CASE, skipped: official }] : [];
    return { comparisons, notes };
  } finally {
    server.disconnect();
  }
};

function jobAt(endpoint: string): FirstAckJob {
  const { table } = readings;
  const builder = new BatchBuilder();
  builder.add(readings.row(0), table.write, () => {});
  const [record] = builder.take()?.records() ?? [];
  return {
    endpoint,
    table: table.name,
    descriptor: table.descriptor,
    record: Buffer.from(record ?? []).toString("base64"),
    peersFolder: PEERS_FOLDER,
  };
}

async function millisecondsUntilAck(program: string, job: FirstAckJob): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, [program, JSON.stringify(job)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const failed = exited.then(([code]) => {
    throw new Error(`${program} exited with ${code} before its row was acked`);
  });
  await Promise.race([once(lines, "line"), failed]);
  const tookMs = performance.now() - begun;
  failed.catch(() => {});
  await exited;
  return tookMs;
}
