import { parseArgs } from "node:util";
import { type OfficialClient, officialClient } from "../peers/official-client.js";
import { type Campaign, runCampaign } from "./campaign.js";

const USAGE = `npm run native -- [--rows N] [--kills K]

Streams through the official client, a native program from npm, into the local server, which is killed on the way;
then compares the Delta table with what was sent. PROTO and JSON records, singly and in batches.

  --rows N   rows of each campaign (default 100000)
  --kills K  how often the server is killed in each (default 3)

Where the client cannot run it is skipped, and says so. Exit code 1 when a campaign has failed.`;

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "100000" },
    kills: { type: "string", default: "3" },
    help: { type: "boolean", short: "h", default: false },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Beyond this a campaign hangs. */
const DEADLINE_MS = 300_000;

const BATCH = 100;

async function run(): Promise<boolean> {
  const client = officialClient();
  if (typeof client === "string") {
    say(`native: SKIPPED. ${client}`);
    return true;
  }
  const rows = Math.ceil(Number(values.rows) / BATCH) * BATCH;
  let passed = true;
  for (const campaign of campaigns(rows, Number(values.kills))) {
    const { recordType, batch, host } = campaign;
    const what = `${campaign.rows} rows, ${recordType}, ${batch === 1 ? "singly" : `${batch} a batch`}, at ${host}`;
    const outcome = await inTime(client, campaign).catch((error: unknown) => {
      passed = false;
      return `FAILED: ${error instanceof Error ? error.message : String(error)}`;
    });
    say(`native: ${what}: ${outcome}`);
  }
  return passed;
}

function* campaigns(rows: number, kills: number): Generator<Campaign> {
  const few = Math.min(rows, 1_000);
  for (const recordType of ["PROTO", "JSON"] as const) {
    for (const host of ["127.0.0.1", "localhost"] as const) {
      yield { recordType, batch: 1, rows: few, kills: 0, host };
      yield { recordType, batch: host === "localhost" ? BATCH : 1, rows, kills, host };
    }
  }
}

async function inTime(client: OfficialClient, campaign: Campaign): Promise<string> {
  const late = new Promise<never>((_, reject) => {
    const fail = (): void => reject(new Error(`not over after ${DEADLINE_MS / 1000} s`));
    setTimeout(fail, DEADLINE_MS).unref();
  });
  const { tookMs, duplicates } = await Promise.race([runCampaign(client, campaign), late]);
  const rate = Math.round((campaign.rows / tookMs) * 1000);
  return `exact after ${campaign.kills} kills, ${duplicates} there twice, ${tookMs} ms, ${rate} rows/s`;
}

if (values.help) say(USAGE);
else if (!(await run())) process.exitCode = 1;

// The native client keeps threads of its own.
process.exit();
