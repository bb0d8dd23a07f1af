import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { writeTables } from "./support/emit-modules.js";
import { ORDERS, ORDERS_INFO } from "./support/shop.js";

const WORKSPACE = fileURLToPath(new URL("..", import.meta.url));

const CONFIG = `const conditions = ["@zerobus-gen/source"];
export default {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: { include: ["*.test.ts"] },
};
`;

it("the tests in docs/local.md pass as they stand there", async () => {
  const text = readFileSync(join(WORKSPACE, "docs/local.md"), "utf8");
  const [, program = ""] = /```ts\n([\s\S]*?)```/.exec(text) ?? [];
  const folder = dirname(fileURLToPath(writeTables([ORDERS])));
  mkdirSync(join(folder, "tables"));
  writeFileSync(join(folder, "tables/orders.js"), 'export * from "../orders.js";\n');
  writeFileSync(join(folder, "orders.json"), JSON.stringify(ORDERS_INFO));
  writeFileSync(join(folder, "orders.test.ts"), program);
  writeFileSync(join(folder, "vitest.config.mjs"), CONFIG);
  const vitest = join(WORKSPACE, "node_modules/vitest/vitest.mjs");
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [vitest, "run", "--root", folder, "--reporter", "json"],
    { cwd: folder, env: { ...process.env, VITEST: "", NO_COLOR: "1" } },
  ).catch((error: { readonly stdout: string }) => error);
  const report: { readonly testResults: readonly object[] } = JSON.parse(stdout);
  expect(report, JSON.stringify(report.testResults)).toMatchObject({
    success: true,
    numPassedTests: 2,
    numTotalTests: 2,
  });
}, 60_000);
