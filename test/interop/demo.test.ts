import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.js";
import { expectSameRows } from "./tables/same-rows.js";

const DEMO = fileURLToPath(new URL("../../examples/demo/dist/main.js", import.meta.url));

it("the demo's tables are read by chDB and DuckDB as the local server has them", async () => {
  const dir = temporaryFolder();
  await promisify(execFile)(process.execPath, [DEMO, "--rows", "2000", "--dir", dir]);
  const tables = join(dir, "tables", "demo", "vega");
  expect(await expectSameRows(join(tables, "flights"))).toBe(2_000);
  expect(await expectSameRows(join(tables, "birdstrikes"))).toBeGreaterThan(1_000);
});
