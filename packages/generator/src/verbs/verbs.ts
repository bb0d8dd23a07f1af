import type { Verb } from "./verb.js";

/** All verbs, in the order of the help. */
export const VERBS: readonly Verb[] = [
  { name: "init", does: "Write a zerobus.config.ts.", load: () => import("./init.js") },
  { name: "pull", does: "Read schemas into zerobus.lock.json.", load: () => import("./pull.js") },
  { name: "generate", does: "Write one typed client for each table.", load: () => import("./generate.js") },
  { name: "dev", does: "Run a local Zerobus, with Delta tables on disk.", load: () => import("./dev.js") },
];
