import { inspect } from "node:util";
import { readCommandLine, usage } from "./command-line.js";
import { heading, thisPlace } from "./heading.js";
import { progress } from "./progress.js";
import { SUITES } from "./suites.js";

let printed = 0;
const print = (text: string): void => {
  progress("");
  printed += 1;
  process.stdout.write(`${text}\n`);
};
const complain = (text: string): void => {
  progress("");
  process.stderr.write(`bench: ${text}\n`);
};

const asked = readCommandLine(process.argv.slice(2), SUITES);
if (asked.kind === "help") {
  print(usage(SUITES));
} else if (asked.kind === "mistake") {
  complain(`${asked.message}\nSee npm run bench -- --help`);
  process.exitCode = 2;
} else {
  const { suites, options } = asked;
  const say = options.json ? () => {} : (text: string): void => void process.stdout.write(`${text}\n`);
  say(heading());
  if (options.json) process.stdout.write(`${JSON.stringify(thisPlace())}\n`);
  for (const suite of suites) {
    say(`\n${suite.name}: ${suite.does}\n`);
    try {
      await suite.run(print, options);
    } catch (error) {
      // The other suites have their figures nevertheless.
      complain(`${suite.name}: ${inspect(error)}`);
      process.exitCode = 1;
    }
  }
  progress("");
  if (printed === 0 && process.exitCode === undefined) {
    complain(
      `no case of ${suites.map(({ name }) => name).join(", ")} has ${JSON.stringify(options.only)} in its name`,
    );
    process.exitCode = 2;
  }
}
