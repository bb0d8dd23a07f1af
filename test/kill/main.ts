import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { builtLocal, bundle } from "../chaos/programs.js";
import { runRounds } from "./rounds.js";

const USAGE = `npm run kill -- [--rounds N] [--seed S] [--options JSON]

Kills the local server, again and again, at every moment that matters and at random ones, while rows are ingested and
tables are made, altered and dropped. Each time, what lies on the disk after the next start is compared with what the
clients were told: every acked row once, no row twice, no file left over.

  --rounds N      how many kills (default 200)
  --seed S        what is random follows from it (default: from the clock)
  --options JSON  what startLocal gets beside its directory, such as '{"ack":"durable"}'

Exit code 1 when a promise was broken; the directory is kept.`;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "200" },
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    options: { type: "string", default: "{}" },
    help: { type: "boolean", short: "h", default: false },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
if (values.help) say(USAGE);
else {
  const start = performance.now();
  const outdir = await mkdtemp(join(tmpdir(), "zerobus-kill-programs-"));
  const source = (name: string): string => fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  await bundle([source("server"), source("killer")], outdir, [builtLocal]);
  const moments = new Map<string, number>();
  let acked = 0;
  const kept = await runRounds({
    rounds: Number(values.rounds),
    seed: Number(values.seed),
    options: JSON.parse(values.options),
    server: join(outdir, "server.mjs"),
    killer: join(outdir, "killer.mjs"),
    onRound: (round) => {
      moments.set(round.killed, (moments.get(round.killed) ?? 0) + 1);
      if (round.killed === "not at all") acked += round.acked;
      for (const violation of round.violations) say(`round ${round.number}: ${violation}`);
    },
  });
  await rm(outdir, { recursive: true });
  for (const [moment, times] of moments) say(`${String(times).padStart(5)}  ${moment}`);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  say(`${values.rounds} rounds in ${seconds} s, seed ${values.seed}: ${acked} rows acked`);
  if (kept !== undefined) {
    say(`failed; kept: ${kept}`);
    process.exitCode = 1;
  }
}
