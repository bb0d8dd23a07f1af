import { reach } from "../../packages/generator/src/doctor/reach.js";

// Which authorities are trusted is settled when a process starts.
const [target = "", proxy] = process.argv.slice(2);
const limits = { timeoutMs: 5_000, signal: new AbortController().signal };
const reached = await reach(new URL(target), proxy === undefined ? undefined : new URL(proxy), limits);
process.stdout.write(JSON.stringify(reached));
