import { configDefaults, defineConfig } from "vitest/config";

const conditions = ["@zerobus-gen/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ["packages/*/{src,console}/**/*.test.ts", "test/**/*.test.ts"],
    // Has readers of its own to install: npm run interop.
    exclude: [...configDefaults.exclude, "test/interop/**"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
