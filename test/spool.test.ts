import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { expect, it, onTestFinished } from "vitest";
import { builtProgram } from "./support/built-program.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const ROUNDS = 20;
/** Rows of one round are numbered from the round's number times this. */
const ROUND_ROWS = 1_000_000;

type Child = ChildProcessByStdio<Writable, Readable, null>;

async function run(program: string, args: readonly string[] = []): Promise<Child> {
  const child = spawn(process.execPath, [await builtProgram(program), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

it.each(["interval", "always"])(
  "a process killed while it spools (%s) loses no accepted row, time after time",
  async (sync) => {
    const folder = temporaryFolder();
    const tried = new Set<number>();
    const accepted = new Set<number>();
    const settled = new Set<number>();
    let replayed = 0;
    for (let round = 0; round < ROUNDS / 2; round++) {
      const child = await run("spool-until-killed", [folder, sync, String(round * ROUND_ROWS)]);
      const closed = once(child, "close");
      // In the middle of something, and another thing every time. The first lines are the replay.
      let linesLeft = round % 3 === 2 ? 1 : 1 + ((round * 397) % (sync === "always" ? 300 : 1_500));
      const certain = new Set(accepted);
      for await (const line of createInterface({ input: child.stdout })) {
        const [word, ...rows] = line.split(" ").filter((part) => part !== "");
        const numbers = rows.map(Number);
        if (word === "left") {
          const found = new Set(numbers);
          expect([...certain].filter((row) => !found.has(row))).toEqual([]);
          expect(numbers.filter((row) => !tried.has(row) || settled.has(row))).toEqual([]);
          replayed += numbers.length;
        } else if (word === "try") for (const row of numbers) tried.add(row);
        else if (word === "has") for (const row of numbers) accepted.add(row);
        else if (word === "may") for (const row of numbers) accepted.delete(row);
        else if (word === "done") for (const row of numbers) settled.add(row);
        if (--linesLeft === 0) child.kill("SIGKILL");
      }
      await closed;
      expect([child.signalCode, linesLeft <= 0]).toEqual(["SIGKILL", true]);
    }
    expect(replayed).toBeGreaterThan(ROUNDS);
    expect(settled.size).toBeGreaterThan(ROUNDS);
  },
  90_000,
);

it("of processes that want one spool at once, exactly one gets it, the lock of a dead one in the way or not", async () => {
  const racers = await Promise.all(Array.from({ length: 4 }, () => run("spool-race")));
  const lines = racers.map((child) => createInterface({ input: child.stdout }));
  const answers = lines.map((each) => each[Symbol.asyncIterator]());
  await Promise.all(answers.map((each) => each.next()));
  const dead = { pid: spawnSync("true").pid, owner: "dead", host: hostname() };
  const parent = temporaryFolder();
  for (let round = 0; round < 60; round++) {
    const folder = join(parent, String(round));
    if (round % 3 > 0) {
      mkdirSync(folder);
      writeFileSync(join(folder, "lock-00000007"), JSON.stringify(dead));
    }
    for (const child of racers) child.stdin.write(`${folder}\n`);
    const said = await Promise.all(answers.map(async (each) => String((await each.next()).value)));
    const refusal = "[spool] main.shop.orders: the spool FOLDER is in use by a process on WINNER";
    const masked = said.map((answer) =>
      answer.replace(folder, "FOLDER").replace(/on \S+ \(process id \d+\)$/, "on WINNER"),
    );
    expect(masked.sort()).toEqual([refusal, refusal, refusal, "won"]);
  }
  for (const child of racers) child.stdin.end();
}, 60_000);
