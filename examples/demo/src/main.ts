import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readArguments } from "./arguments.js";
import { ColumnSums } from "./column-sums.js";
import { generateClients, typeCheck } from "./command-line.js";
import { FLIGHT_COLUMNS, STRIKE_COLUMNS } from "./comparable.js";
import { birdstrikes, countFlights } from "./data-sets.js";
import { LocalServer } from "./local-server.js";
import { progressBar } from "./progress-bar.js";
import { printSummary, step } from "./report.js";
import { verify } from "./verify.js";

const HERE = fileURLToPath(new URL("..", import.meta.url));

async function demo(): Promise<boolean> {
  const options = readArguments(process.argv.slice(2));
  if (options === undefined) return true;
  const dir = join(options.dir, "tables");
  await rm(dir, { recursive: true, force: true });
  const limit = Math.min(options.rows ?? Number.POSITIVE_INFINITY, await countFlights());
  const total = limit + (await birdstrikes()).length;

  await using server = await LocalServer.start(dir);
  step(`local server at http://${server.host}, two tables created`);
  await generateClients(
    server.host,
    ["demo.vega.flights", "demo.vega.birdstrikes"],
    join(HERE, "src/tables"),
  );
  await typeCheck(HERE);
  step("clients generated from its catalog, and type-checked");

  process.env.ZEROBUS_EMULATOR_HOST = server.host;
  const { ingestAll } = await import("./ingest-all.js");
  const ingested = {
    flights: new ColumnSums(FLIGHT_COLUMNS, options.kill),
    strikes: new ColumnSums(STRIKE_COLUMNS, options.kill),
  };
  const bar = progressBar(total);
  const kills: Promise<void>[] = [];
  const measured = await ingestAll(limit, {
    ...ingested,
    onAcked: (rows) => {
      bar.update(rows);
      if (options.kill && kills.length < 2 && rows >= ((kills.length + 1) * total) / 3) {
        kills.push(server.killAndRestart());
      }
    },
  });
  await Promise.all(kills);
  bar.stop();
  step(`${total.toLocaleString("en")} rows acked`);

  const verified = [
    await verify(dir, "demo.vega.flights", FLIGHT_COLUMNS, ingested.flights, options.kill),
    await verify(dir, "demo.vega.birdstrikes", STRIKE_COLUMNS, ingested.strikes, options.kill),
  ];
  printSummary(measured, verified, kills.length);
  return verified.every((table) => table.differences.length === 0);
}

process.exitCode = (await demo()) ? 0 : 1;
