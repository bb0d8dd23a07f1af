import { setTimeout as delay } from "node:timers/promises";
import type { OfficialPlace } from "../official-stream.js";

/** So many rows to be ingested by a server that acks none of them, and which of its ways the program takes. */
export interface HeldLoad extends OfficialPlace {
  readonly way: string;
  readonly rows: number;
}

/** Someone whose rows are all in flight. */
export interface Holder {
  /** Ingests the first so many rows, over and over the same ones. Resolves when they are handed over, not acked. */
  readonly fill: (rows: number) => Promise<void>;
  /** Resolves when everything is acked. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What its parent tells it to do, in this order; each is answered. */
export type HeldStep =
  | { readonly step: "open"; readonly load: HeldLoad }
  | { readonly step: "fill" }
  | { readonly step: "weigh" }
  | { readonly step: "settle" };

/** What it has grown by since it was open and warm. */
export interface Growth {
  readonly bytes: number;
}

/** Rows before those that count: what a program needs once, it has by then. */
export const WARM_UP_ROWS = 20_000;

/** Makes this process a program that holds rows. It has to run with `--expose-gc`. */
export function holdRows(open: (load: HeldLoad) => Promise<Holder>): void {
  let holder: Holder | undefined;
  let rows = 0;
  let weightBefore = 0;
  const follow = async (step: HeldStep): Promise<Growth | undefined> => {
    if (step.step === "open") {
      rows = step.load.rows;
      holder = await open(step.load);
      await holder.fill(WARM_UP_ROWS);
      await holder.settle();
      weightBefore = await weight();
    } else if (step.step === "fill") {
      await holder?.fill(rows);
    } else if (step.step === "weigh") {
      return { bytes: (await weight()) - weightBefore };
    } else {
      await holder?.settle();
      await holder?.close();
    }
    return undefined;
  };
  process.on("message", async (step: HeldStep) => process.send?.((await follow(step)) ?? {}));
}

/** Of the process, without its garbage, some of which goes only a moment later. */
async function weight(): Promise<number> {
  for (let time = 0; time < 3; time++) {
    global.gc?.();
    await delay(50);
  }
  return process.memoryUsage.rss();
}
