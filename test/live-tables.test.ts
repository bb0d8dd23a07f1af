import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startLocal } from "@zerobus-gen/local";
import { formatTableName } from "@zerobus-gen/schema";
import { expect, it, onTestFinished } from "vitest";
import { environmentOf, loadProject } from "../packages/generator/src/config/project.js";
import { liveTables, readLock } from "../packages/generator/src/project/project-tables.js";
import { runCli } from "./support/run-cli.js";
import { ORDERS_INFO } from "./support/shop.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const ORDERS = JSON.stringify(ORDERS_INFO);

it("reads the tables of a lock where an environment has them, and hands them back under their own names", async () => {
  const live = ORDERS.replaceAll('"main', '"prod').replace("customer_name", "client");
  const local = await startLocal({ dir: temporaryFolder(), tables: [JSON.parse(live)] });
  onTestFinished(() => local.close());
  const folder = temporaryFolder();
  const config = { source: ["orders.json", "gone.json"], environments: { prod: { catalog: "prod" } } };
  writeFileSync(join(folder, "zerobus.config.json"), JSON.stringify(config));
  writeFileSync(join(folder, "orders.json"), ORDERS);
  writeFileSync(join(folder, "gone.json"), ORDERS.replaceAll("orders", "gone"));
  expect(await runCli(folder, ["pull"])).toMatchObject({ code: 0 });

  const project = await loadProject(folder);
  const variables = { ZEROBUS_EMULATOR_HOST: new URL(local.endpoint).host };
  const steps: string[] = [];
  const onProgress = (done: number, total: number, name: string): void =>
    void steps.push(`${done}/${total} ${name}`);
  const read = await liveTables(project, environmentOf(project, "prod"), undefined, {
    variables,
    onProgress,
  });
  expect(readLock(project).tables).toHaveLength(2);
  expect(read.tables.map(({ name }) => formatTableName(name))).toEqual(["main.shop.orders"]);
  expect(read.tables[0]?.columns.map(({ name }) => name)).toContain("client");
  expect(read.tables[0]?.facts).not.toHaveProperty("id");
  expect(read.problems).toMatchObject([
    { severity: "error", table: "main.shop.gone", message: expect.stringContaining("prod.shop.gone") },
  ]);
  expect(steps).toHaveLength(2);

  const one = await liveTables(project, {}, ["main.shop.o*"], { variables });
  expect(one).toMatchObject({ tables: [], problems: [{ table: "main.shop.orders" }] });
});
