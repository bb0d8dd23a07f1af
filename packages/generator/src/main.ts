import { run } from "./cli.js";

const closed = new AbortController();
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // Who reads only the beginning has what they wanted: `zerobus-gen diff … | head -1`.
    if (error.code !== "EPIPE") throw error;
    if (stream === process.stdout) closed.abort();
  });
}

process.exitCode = await run(process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  colours: process.stdout.isTTY === true && process.stderr.isTTY === true && !process.env.NO_COLOR,
  isShown: process.stdout.isTTY === true,
  closed: closed.signal,
  ...(process.stderr.isTTY === true && { progress: process.stderr }),
});
