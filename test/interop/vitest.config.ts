import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const conditions = ["@zerobus-gen/source"];

export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ["test/interop/**/*.test.ts"],
    // chDB is a process-wide engine, and looks at the directory of the process.
    pool: "forks",
    maxWorkers: 2,
    // Hundreds of tables a test: minutes on a machine that has other things to do.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
