import { parentPort, workerData } from "node:worker_threads";
import { formatFor, type StoreSettings } from "../format-for.js";
import { plainError } from "./plain-error.js";
import type { NumberedAnswer, NumberedCall } from "./thread-call.js";
import { ThreadTables } from "./thread-tables.js";

// The program of the thread in which a server's tables live: its workerData are the StoreSettings.

const settings: StoreSettings = workerData;
const tables = new ThreadTables(formatFor(settings));

parentPort?.on("message", async ({ number, call }: NumberedCall) => {
  let answer: NumberedAnswer;
  try {
    answer = { number, value: await tables.answer(call) };
  } catch (thrown) {
    answer = { number, error: plainError(thrown) };
  }
  parentPort?.postMessage(answer);
});
