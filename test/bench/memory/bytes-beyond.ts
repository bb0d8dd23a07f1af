import { setTimeout as delay } from "node:timers/promises";
import { PEERS_FOLDER } from "../../peers/install.js";
import { ProgramRun } from "../program-run.js";
import type { Sink } from "../sink/sink.js";
import type { TokenServer } from "../token-server.js";
import { type Growth, type HeldStep, WARM_UP_ROWS } from "./held-rows.js";

/** Who has rows in flight: a program, which way it goes about it, and how many. */
export interface Holding {
  readonly program: "ours" | "official" | "hand-written";
  readonly way: string;
  readonly rows: number;
}

const PATIENCE_MS = 180_000;

/**
 * Bytes that a process grows by for each row in flight, less those of the row itself. Every row has reached the server,
 * which acks none until the process was weighed.
 */
export async function bytesBeyond(
  { program, way, rows }: Holding,
  sink: Sink,
  tokens: TokenServer,
): Promise<number> {
  const before = await sink.count();
  await using running = await ProgramRun.start(`memory/${program}.ts`, ["--expose-gc"]);
  const step = (told: HeldStep): Promise<Growth> => running.ask<Growth>(told);
  const place = { endpoint: sink.endpoint, workspaceUrl: tokens.address, peersFolder: PEERS_FOLDER };
  await step({ step: "open", load: { ...place, way, rows } });
  await sink.hold();
  try {
    await step({ step: "fill" });
    await arrived(sink, before.rows + WARM_UP_ROWS + rows);
    const { bytes } = await step({ step: "weigh" });
    const held = await sink.count();
    const rowBytes = (held.bytes - before.bytes) / (held.rows - before.rows);
    return bytes / rows - rowBytes;
  } finally {
    await sink.release();
    await step({ step: "settle" });
  }
}

async function arrived(sink: Sink, rows: number): Promise<void> {
  const patientUntil = performance.now() + PATIENCE_MS;
  for (;;) {
    const { rows: counted } = await sink.count();
    if (counted === rows) return;
    if (counted > rows || performance.now() > patientUntil) {
      throw new Error(`${rows} rows were sent, and the server counted ${counted}`);
    }
    await delay(20);
  }
}
