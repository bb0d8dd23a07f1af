import { judgementOf } from "./catches.js";
import { MUTATIONS } from "./mutations.js";

// Breaks the client in every way of the list, and holds that the test which is named there fails then, and passes else.

let escaped = 0;
for (const mutation of MUTATIONS) {
  const { name, caughtBy } = mutation;
  const whole = await judgementOf(caughtBy, undefined);
  const broken = whole === "passed" ? await judgementOf(caughtBy, mutation) : whole;
  const isCaught = whole === "passed" && broken === "failed";
  if (!isCaught) escaped++;
  const what = isCaught ? "caught " : whole === "passed" ? "ESCAPED" : `${whole.toUpperCase()} without it`;
  process.stdout.write(`${what}  ${name}\n         by ${caughtBy.file}: ${caughtBy.test}\n`);
}
process.stdout.write(`${MUTATIONS.length - escaped} of ${MUTATIONS.length} mutations are caught\n`);
if (escaped > 0) process.exitCode = 1;
