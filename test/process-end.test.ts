import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it, onTestFinished } from "vitest";
import { builtProgram } from "./support/built-program.js";
import { localOrders } from "./support/local-orders.js";

const PROGRAM = await builtProgram("ingest-until-ended");

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly err: string;
}

/** Runs a program that ingests 1,000 rows and closes nothing. It is sent the signal once it has done so. */
async function run(mode: "drain" | "stay" | "exit" | "flush", signal?: NodeJS.Signals): Promise<Ended> {
  const child = spawn(process.execPath, [PROGRAM, mode]);
  onTestFinished(() => void child.kill("SIGKILL"));
  let err = "";
  child.stderr.on("data", (text) => {
    err += String(text);
  });
  child.stdout.once("data", () => {
    if (signal !== undefined) child.kill(signal);
  });
  const [code, endedBy] = await once(child, "close");
  return { code, signal: endedBy, err };
}

it("SIGTERM ends a program only when what is in flight is durable, if it was told to drain", async () => {
  const { stored } = await localOrders();
  expect(await run("drain", "SIGTERM")).toEqual({ code: null, signal: "SIGTERM", err: "" });
  expect(await stored()).toHaveLength(1000);
});

it("SIGTERM ends a program at once, if it was not told to drain", async () => {
  await localOrders();
  expect(await run("stay", "SIGTERM")).toMatchObject({ code: null, signal: "SIGTERM" });
});

it("a program that ends with rows in flight is told what to do about it", async () => {
  await localOrders();
  expect(await run("exit")).toMatchObject({
    code: 0,
    err: expect.stringMatching(
      /^\(zerobus-gen\) \[ZEROBUS_NOT_CLOSED\] Warning: the process ends with 1000 rows of main\.shop\.orders not known to be durable; await close\(\), .*\n$/,
    ),
  });
});

it("a program that ends with every row durable is told nothing, though it has closed nothing", async () => {
  await localOrders();
  expect(await run("flush")).toEqual({ code: 0, signal: null, err: "" });
});

it("a program of which nobody reads the warnings ends as it would", async () => {
  await localOrders();
  const child = spawn(process.execPath, [PROGRAM, "exit"]);
  onTestFinished(() => void child.kill("SIGKILL"));
  child.stderr.destroy();
  expect(await once(child, "close")).toEqual([0, null]);
});
