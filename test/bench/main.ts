import { availableParallelism, cpus } from "node:os";
import type { Bench } from "./bench.js";
import { drift } from "./drift.js";
import { emission } from "./emission.js";
import { schemas } from "./schemas.js";

const BENCHES: readonly Bench[] = [schemas, emission, drift];

const names = process.argv.slice(2);
const chosen = BENCHES.filter(({ name }) => names.length === 0 || names.includes(name));
const print = (text: string): void => void process.stdout.write(`${text}\n`);

if (names.some((name) => !BENCHES.some((bench) => bench.name === name))) {
  print(`npm run bench -- [name...]\n\n${BENCHES.map(({ name, does }) => `  ${name}: ${does}`).join("\n")}`);
  process.exitCode = 2;
} else {
  print(`node ${process.version}, ${availableParallelism()} cores of ${cpus()[0]?.model ?? "unknown kind"}`);
  for (const bench of chosen) {
    print(`\n${bench.name}: ${bench.does}\n`);
    await bench.run(print);
  }
}
