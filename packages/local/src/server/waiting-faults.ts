import { setTimeout as delay } from "node:timers/promises";
import type { BeforeToken, DenialStatus } from "../auth/token-endpoint.js";
import type { Grant } from "../auth/tokens.js";
import type { FaultBook } from "../faults/fault-book.js";
import type { CommitHooks } from "../store/commit-hooks.js";

const REFUSED = 503;

/** Faults of the token endpoint. */
export function beforeToken(faults: FaultBook): BeforeToken {
  return async (grant: Grant) => {
    const table = grant.kind === "table" ? grant.table : undefined;
    let status: DenialStatus | undefined;
    for (const fault of faults.strikes("token", { table, requests: 0 })) {
      switch (fault.kind) {
        case "delay-token":
          await delay(fault.delayMs, undefined, { ref: false });
          break;
        case "refuse-token":
          status = fault.status ?? REFUSED;
          break;
      }
    }
    return status;
  };
}

/** Faults of a table's disk. */
export function beforeCommit(faults: FaultBook): NonNullable<CommitHooks["before"]> {
  const strike = async (table: string): Promise<void> => {
    for (const fault of faults.strikes("commit", { table, requests: 0 })) {
      switch (fault.kind) {
        case "slow-disk":
          await delay(fault.delayMs, undefined, { ref: false });
          break;
        case "fail-commit":
          throw new Error("a scripted fault of the disk");
      }
    }
  };
  return (table) => (faults.isEmpty ? undefined : strike(table));
}
