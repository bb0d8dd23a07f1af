import { run } from "./cli.js";

process.exitCode = await run(process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  colours: process.stdout.isTTY === true && process.stderr.isTTY === true && !process.env.NO_COLOR,
  ...(process.stderr.isTTY === true && { progress: process.stderr }),
});
