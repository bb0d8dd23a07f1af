import type { Check } from "../check.js";

/** More than an answer's way, and its time in whole seconds, explain. */
const noticedMs = 30_000;

/** Whether this machine's clock is right: rows that are stamped here would be wrong by as much. */
export const clock: Check = {
  name: "clock",
  run({ evidence, report }) {
    const { clockSkewMs } = evidence;
    if (clockSkewMs === undefined) {
      report({ mark: "skipped", message: "no server told its time" });
    } else if (Math.abs(clockSkewMs) < noticedMs) {
      report({ mark: "ok", message: "agrees with the server's" });
    } else {
      const seconds = Math.round(Math.abs(clockSkewMs) / 1000);
      report({
        mark: "warning",
        message: `${seconds} s ${clockSkewMs > 0 ? "behind" : "ahead of"} the server's: timestamps taken here are wrong by as much`,
        mend: "have this machine set its clock by the network (NTP)",
      });
    }
  },
};
