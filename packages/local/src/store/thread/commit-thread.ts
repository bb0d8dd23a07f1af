import { parentPort, workerData } from "node:worker_threads";
import { type AckSettings, tablesAcked } from "../ack-mode.js";
import { plainError } from "./plain-error.js";
import type { Notice, NumberedAnswer, NumberedCall } from "./thread-call.js";
import { ThreadTables } from "./thread-tables.js";

// The program of the thread in which a server's tables live: its workerData are the AckSettings.

const settings: AckSettings = workerData;
const tell = (notice: Notice): void => parentPort?.postMessage(notice);
const tables = new ThreadTables(
  tablesAcked(settings, (log) => tell({ log })),
  tell,
);

parentPort?.on("message", async ({ number, call }: NumberedCall) => {
  let answer: NumberedAnswer;
  try {
    answer = { number, value: await tables.answer(call) };
  } catch (thrown) {
    answer = { number, error: plainError(thrown) };
  }
  parentPort?.postMessage(answer);
});
