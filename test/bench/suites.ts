import type { Bench } from "./bench.js";
import { encode } from "./encode.js";
import { generate } from "./generate.js";
import { ingest } from "./ingest.js";
import { latency } from "./latency.js";
import { local } from "./local.js";
import { memory } from "./memory.js";
import { startup } from "./startup.js";

/** All suites, in the order in which they run. */
export const SUITES: readonly Bench[] = [encode, ingest, latency, memory, startup, generate, local];
