import type { Sample, StateView } from "../../src/console/views.js";
import { compact, counted, milliseconds } from "../format/numbers.js";

/** What the server is doing, in a sentence. */
export function inShort(state: StateView, sample: Sample | undefined): string {
  const live = state.streams.filter(({ endedAt }) => endedAt === null);
  if (state.tables.length === 0) return "A Zerobus on this machine, without tables yet.";
  if (live.length === 0 && state.server.totals.rows === 0 && state.streams.length === 0) {
    return `A Zerobus on this machine, with ${counted(state.tables.length, "table")}. No program has written to it yet.`;
  }
  if (live.length === 0) {
    return `No stream is open. ${counted(state.server.totals.rows, "row")} came in since the start.`;
  }
  const onto = counted(new Set(live.map(({ table }) => table)).size, "table");
  const streams = `${counted(live.length, "stream")} ${live.length === 1 ? "is" : "are"} open on ${onto}`;
  if (sample === undefined || sample.rows === 0) return `${streams}; no rows are coming in right now.`;
  const rows = `${streams}, ${compact(sample.rows)} rows came in the last second`;
  return sample.ackP50Ms === null
    ? `${rows}.`
    : `${rows}, half of them acked within ${milliseconds(sample.ackP50Ms)}.`;
}
