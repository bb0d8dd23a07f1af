/** What a program is to ingest, and where. */
export interface Load {
  readonly endpoint: string;
  /** Where the official SDK gets its token. */
  readonly workspaceUrl: string;
  /** Where the peers are installed. */
  readonly peersFolder: string;
  readonly shape: string;
  /** Which of its ways the program takes. */
  readonly way: string;
  readonly warmUpMs: number;
  readonly measuredMs: number;
}

/** What it cost, from the first row to the last ack; the warm-up is not in it. */
export interface LoadFigures {
  readonly rows: number;
  readonly wallMs: number;
  /** Of all threads of the program. */
  readonly cpuMs: number;
  /** Rows of the warm-up, too: what the server must have counted. */
  readonly sentRows: number;
}

/** Someone who ingests, over and over. */
export interface Ingester {
  /** Hands some rows over. Resolves with their number when more may follow. */
  readonly ingestSome: () => Promise<number>;
  /** Resolves when every row is acked. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Makes this process a program that takes one load from its parent, and answers with its figures. */
export function takeLoad(open: (load: Load) => Promise<Ingester>): void {
  process.once("message", async (load: Load) => {
    const ingester = await open(load);
    const warmUp = await ingestFor(load.warmUpMs, ingester);
    const cpuBefore = process.cpuUsage();
    const begun = performance.now();
    const rows = await ingestFor(load.measuredMs, ingester);
    const wallMs = performance.now() - begun;
    const { user, system } = process.cpuUsage(cpuBefore);
    await ingester.close();
    const figures: LoadFigures = { rows, wallMs, cpuMs: (user + system) / 1000, sentRows: warmUp + rows };
    process.send?.(figures, () => process.disconnect());
  });
}

async function ingestFor(durationMs: number, { ingestSome, settle }: Ingester): Promise<number> {
  const end = performance.now() + durationMs;
  let rows = 0;
  while (performance.now() < end) rows += await ingestSome();
  await settle();
  return rows;
}
