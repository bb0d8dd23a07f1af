import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import type { Bench } from "./bench.js";
import { drift } from "./drift.js";
import { emission } from "./emission.js";
import { local } from "./local.js";
import { schemas } from "./schemas.js";

const BENCHES: readonly Bench[] = [schemas, emission, drift, local];

const { positionals: names, values } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: "string", default: "0.25" },
    only: { type: "string", default: "" },
    json: { type: "boolean", default: false },
  },
});
const { json, only } = values;
const minutes = Number(values.minutes);
const chosen = BENCHES.filter(({ name }) => names.length === 0 || names.includes(name));
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const heading = json ? () => {} : print;

if (names.some((name) => !BENCHES.some((bench) => bench.name === name)) || !(minutes > 0)) {
  const suites = BENCHES.map(({ name, does }) => `  ${name}: ${does}`);
  print(`npm run bench -- [name...] [--minutes N] [--only CASE] [--json]\n\n${suites.join("\n")}`);
  process.exitCode = 2;
} else {
  heading(
    `node ${process.version}, ${availableParallelism()} cores of ${cpus()[0]?.model ?? "unknown kind"}`,
  );
  for (const bench of chosen) {
    heading(`\n${bench.name}: ${bench.does}\n`);
    await bench.run(print, { minutes, json, only });
  }
}
