import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { DeltaError } from "../../delta/delta-error.js";
import { DeltaTable } from "../../delta/delta-table.js";
import { readTable } from "../../delta/read-table.js";
import { encoded } from "../../testing/encoded.js";
import { struct } from "../../testing/schemas.js";
import { temporaryDirectory } from "../../testing/temporary-directory.js";
import { type AckOptions, ackSettings } from "../ack-mode.js";
import { ThreadFormat } from "./thread-format.js";

const BUILT = new URL("../../../dist/store/thread/", import.meta.url);
const SCHEMA = struct({ n: "integer" });
const WIDER = struct({ n: "integer", note: "string" });
const rowsOf = encoded(SCHEMA);

describe(ThreadFormat, () => {
  it("keeps a table in a thread: made, appended to, altered, and opened again", async () => {
    const format = formatOf();
    const directory = await temporaryDirectory();
    const made = await format.create(directory, SCHEMA, { comment: "first" });
    expect(made).toMatchObject({ version: 0, schema: SCHEMA, info: { comment: "first" } });
    const appended = await made.append([rowsOf({ n: 1 }, { n: 2 }), rowsOf({ n: 3 })]);
    expect(appended).toEqual({ version: 1, bytes: expect.any(Number) });
    expect(made.version).toBe(1);
    await made.alter({ schema: WIDER, info: { comment: "second" }, keepsRows: true });
    expect(made).toMatchObject({ version: 2, schema: WIDER, info: { comment: "second" } });
    await made.append([encoded(WIDER)({ n: 4, note: "late" })]);
    await made.close();

    const opened = await format.open(directory);
    expect(opened).toMatchObject({ id: made.id, createdMs: made.createdMs, version: 3, schema: WIDER });
    expect(await numbersIn(directory)).toEqual([1, 2, 3, 4]);
  });

  it("rejects with the store's own errors", async () => {
    const format = formatOf();
    const directory = await temporaryDirectory();
    await format.create(directory, SCHEMA);
    const why = await format.create(directory, SCHEMA).catch((error: unknown) => error);
    expect(why).toBeInstanceOf(DeltaError);
    expect(why).toMatchObject({
      code: "table_exists",
      message: `[table_exists] ${directory} holds a Delta table already: open it`,
    });
    await expect(format.open(join(directory, "none"))).rejects.toMatchObject({ code: "not_a_table" });
  });

  it.each([
    ["ends by an error", `throw new RangeError("out of luck")`, "out of luck"],
    ["exits", "process.exit(3)", "it exited with code 3"],
  ])("fails what it owes when the thread %s, and goes on in another", async (_, death, why) => {
    const format = formatOf(dyingAt("append", death));
    const directory = await temporaryDirectory();
    const table = await format.create(directory, SCHEMA);
    const lost = [table.append([rowsOf({ n: 1 })]), table.append([rowsOf({ n: 2 })])];
    for (const { reason } of (await Promise.allSettled(lost)).filter((end) => end.status === "rejected")) {
      expect(reason).toMatchObject({ message: `the thread that commits is dead: ${why}` });
    }
    expect((await Promise.allSettled(lost)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await (await DeltaTable.open(directory)).append([{ n: 3 }]);
    await table.alter({ schema: WIDER, info: {}, keepsRows: true });
    expect(table.version).toBe(2);
    expect(await numbersIn(directory)).toEqual([3]);
  });

  it("opens a table once in the next thread, whoever asks for it at the same time", async () => {
    const format = formatOf(dyingAt("materialize", "process.exit(3)"), { ack: "durable" });
    const directory = await temporaryDirectory();
    const table = await format.create(directory, SCHEMA);
    await expect(table.materialize()).rejects.toThrow("it exited with code 3");
    await Promise.all([table.append([rowsOf({ n: 1 })]), table.append([rowsOf({ n: 2 })])]);
    await format.close();
    await formatOf().open(directory);
    expect(await numbersIn(directory)).toEqual([1, 2]);
  });

  it("looks whether a table was altered, when the thread dies with the answer", async () => {
    const format = formatOf(
      program(`
        let altering = false;
        parentPort.on("message", ({ call }) => { altering = call.kind === "alter"; });
        parentPort.postMessage = (answer) => {
          if (altering) process.exit(0);
          MessagePort.prototype.postMessage.call(parentPort, answer);
        };`),
    );
    const table = await format.create(await temporaryDirectory(), SCHEMA);
    const altering = table.alter({ schema: WIDER, info: { comment: "new" }, keepsRows: true });
    await expect(altering).rejects.toThrow("it exited with code 0");
    const { version, schema, info } = table;
    expect({ version, schema, info }).toEqual({ version: 1, schema: WIDER, info: { comment: "new" } });
  });

  it("fails what is under way when it is closed, and what comes later", async () => {
    const format = formatOf();
    const creating = format.create(await temporaryDirectory(), SCHEMA);
    await Promise.all([
      format.close(),
      expect(creating).rejects.toThrow("the thread that commits is dead: the server was closed"),
    ]);
    await expect(format.create(await temporaryDirectory(), SCHEMA)).rejects.toThrow("the server was closed");
  });

  it("says why when the thread cannot start", async () => {
    const format = formatOf(new URL("nowhere.js", BUILT));
    await expect(format.open(await temporaryDirectory())).rejects.toThrow(
      /is dead: Cannot find module.*nowhere/,
    );
  });

  it("keeps no process alive that forgets to close it", async () => {
    const module = new URL("thread-format.js", BUILT).href;
    const program = `
      const { ThreadFormat } = await import(${JSON.stringify(module)});
      const table = await new ThreadFormat({ ack: "committed", materializeEveryMs: 5000 }).create(
        ${JSON.stringify(await temporaryDirectory())}, ${JSON.stringify(SCHEMA)});
      process.stdout.write("version " + table.version);`;
    const { status, stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      encoding: "utf8",
      timeout: 15_000,
    });
    expect([status, stdout]).toEqual([0, "version 0"]);
  });
});

function formatOf(program?: URL, options: AckOptions = {}): ThreadFormat {
  const format = new ThreadFormat(ackSettings(options), undefined, program);
  onTestFinished(() => format.close());
  return format;
}

/** The real thread, which dies as soon as it is asked for something. */
function dyingAt(kind: string, death: string): URL {
  return program(`parentPort.on("message", ({ call }) => { if (call.kind === "${kind}") ${death}; })`);
}

/** The real thread, and something more. */
function program(more: string): URL {
  const text = `
    import { MessagePort, parentPort } from "node:worker_threads";
    await import("${new URL("commit-thread.js", BUILT).href}");
    ${more};`;
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}

async function numbersIn(directory: string): Promise<unknown[]> {
  const numbers: unknown[] = [];
  for await (const row of readTable(directory)) numbers.push(row.n);
  return numbers;
}
