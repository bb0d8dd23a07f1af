import { readArguments, USAGE } from "./arguments.js";
import { runCampaign } from "./campaign.js";
import { mutationPlugin } from "./mutations/mutation-plugin.js";
import { mutationNamed } from "./mutations/mutations.js";
import { bundlePrograms } from "./programs.js";
import { outcomeJson, outcomeLines, tallyJson, tallyLines } from "./report.js";
import { scheduleOf } from "./schedule.js";
import { NO_RUNS, withOutcome } from "./tally.js";

const args = readArguments(process.argv.slice(2));
if (args === undefined) process.stdout.write(`${USAGE}\n`);
else if (args.show) process.stdout.write(`${JSON.stringify(scheduleOf(args.seed), undefined, 2)}\n`);
else {
  const { json, runs, mutation } = args;
  const say = (text: string): void => void process.stdout.write(text);
  const progress =
    process.stderr.isTTY && !json ? (text: string) => process.stderr.write(`\r${text}`) : () => {};
  await using programs = await bundlePrograms(
    mutation === undefined ? [] : [mutationPlugin(mutationNamed(mutation))],
  );
  const start = performance.now();
  let tally = NO_RUNS;
  await runCampaign({
    ...args,
    programs,
    onOutcome: (outcome, directory) => {
      tally = withOutcome(tally, outcome);
      say(json ? outcomeJson(outcome, directory) : outcomeLines(outcome, directory));
      progress(`${tally.runs} of ${runs} runs, ${tally.failed.length} failed `);
    },
  });
  progress("\n");
  const tookMs = Math.round(performance.now() - start);
  say(json ? tallyJson(tally, tookMs) : tallyLines(tally, tookMs));
  if (tally.failed.length > 0) process.exitCode = 1;
}

// Node 20 can leave the handle of a socket that was reset behind, which spins: the runs are over, nothing is awaited.
process.exit();
