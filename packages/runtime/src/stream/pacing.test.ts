import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pass } from "../testing/numbered-rows.js";
import { Pacing } from "./pacing.js";

let sends: number;
let isQuiet: boolean;
let pacing: Pacing;

beforeEach(() => {
  vi.useFakeTimers();
  sends = 0;
  isQuiet = false;
  pacing = new Pacing(
    () => isQuiet,
    () => {
      pacing.begin();
      pacing.sent(performance.now());
      sends++;
    },
  );
});

afterEach(() => void vi.useRealTimers());

/** A row in a turn of its own. */
async function row(): Promise<void> {
  pacing.queue();
  await pass(0);
}

test("a lone row leaves at the end of its turn", async () => {
  pacing.queue();
  expect(sends).toBe(0);
  await pass(0);
  expect(sends).toBe(1);
});

test("rows that follow a message closely leave together, within a millisecond", async () => {
  for (let n = 0; n < 10; n++) await row();
  expect([sends, pacing.isDue]).toEqual([1, true]);
  await pass(1);
  expect([sends, pacing.isDue]).toEqual([2, false]);
});

test("rows a millisecond apart leave alone", async () => {
  for (let n = 1; n <= 10; n++) {
    await row();
    expect(sends).toBe(n);
    await pass(1);
  }
});

test("a row that somebody waits for leaves with its turn when nothing else is under way", async () => {
  await row();
  isQuiet = true;
  pacing.queue();
  pacing.hurry();
  expect(sends).toBe(1);
  await pass(0);
  expect(sends).toBe(2);
});

test("so does one that has been gathering", async () => {
  await row();
  await row();
  isQuiet = true;
  pacing.hurry();
  pacing.hurry();
  await pass(0);
  expect(sends).toBe(2);
  await pass(1_000);
  expect(sends).toBe(2);
});

test("otherwise it leaves when what is under way is acked", async () => {
  await row();
  await row();
  pacing.hurry();
  await pass(0);
  expect(sends).toBe(1);
  isQuiet = true;
  pacing.acked();
  await pass(0);
  expect(sends).toBe(2);
});

test("nor does it wait for the message that has taken others of its turn, which was full", async () => {
  pacing.queue();
  pacing.sent(performance.now());
  await pass(0);
  expect(sends).toBe(0);
  pacing.hurry();
  await pass(0);
  expect(sends).toBe(1);
  await row();
  pacing.hurry();
  await pass(0);
  expect(sends).toBe(1);
});

test("the ack of other rows hurries none that nobody waits for", async () => {
  await row();
  await row();
  isQuiet = true;
  pacing.acked();
  await pass(0);
  expect(sends).toBe(1);
  await pass(1);
  expect(sends).toBe(2);
});

test("whoever has waited hurries no later row", async () => {
  isQuiet = true;
  pacing.hurry();
  await row();
  await row();
  expect(sends).toBe(1);
});

test("sends nothing that was sent meanwhile", async () => {
  await row();
  await row();
  pacing.begin();
  await pass(1_000);
  expect(sends).toBe(1);
});
