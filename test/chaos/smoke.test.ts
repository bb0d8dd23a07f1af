import { expect, it } from "vitest";
import { runCampaign } from "./campaign.js";
import { mutationPlugin } from "./mutations/mutation-plugin.js";
import { mutationNamed } from "./mutations/mutations.js";
import { bundlePrograms } from "./programs.js";
import type { Outcome } from "./run.js";
import { scheduleOf } from "./schedule.js";

/** Runs one seed, of a client with or without a mutation. */
async function runSeed(seed: number, mutation?: string): Promise<readonly Outcome[]> {
  await using programs = await bundlePrograms(
    mutation === undefined ? [] : [mutationPlugin(mutationNamed(mutation))],
  );
  const outcomes: Outcome[] = [];
  const onOutcome = (outcome: Outcome): void => void outcomes.push(outcome);
  await runCampaign({ programs, runs: 1, seed, jobs: 1, onOutcome });
  return outcomes;
}

/** The first seed from here on whose run resets every connection in the middle, and nothing worse. */
function seedWithReset(): number {
  for (let seed = 0; ; seed++) {
    const { faults, profile, poison } = scheduleOf(seed);
    const [first, ...others] = faults;
    const resets = first?.fault.kind === "reset-sockets" && first.afterBytes > 0 && others.length === 0;
    if (resets && profile === "lasting" && poison.length === 0) return seed;
  }
}

it("a run passes, and says what has struck", async () => {
  const [outcome] = await runSeed(seedWithReset());
  expect(outcome?.verdict.violations).toEqual([]);
  expect(outcome?.struck).toEqual(["reset-sockets"]);
  expect(outcome?.verdict.accepted).toBe(outcome?.schedule.rows);
});
