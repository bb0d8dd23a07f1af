import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { describeOperation } from "../../packages/local/src/testing/disk/disk-operation.js";
import { tapDisk } from "../../packages/local/src/testing/disk/tap-disk.js";
import type { KillOrder } from "./server-life.js";

// Loaded before a server, into each of its threads: kills the whole process at the moment that KILL_ORDER says.

const order: KillOrder | null = JSON.parse(process.env.KILL_ORDER ?? "null");
if (order !== null) {
  const { root, when, nth } = order;
  const pattern = new RegExp(order.operation);
  let seen = 0;
  const isNow = (operation: string): boolean => {
    if (pattern.test(operation)) seen += 1;
    return seen === nth && pattern.test(operation);
  };
  const die = (): void => void process.kill(process.pid, "SIGKILL");
  tapDisk(root, {
    before(operation) {
      if (when === "after" || !isNow(describeOperation(operation))) return;
      if (when === "amid" && operation.kind === "write") {
        const { path, bytes } = operation;
        appendFileSync(join(root, path), bytes.subarray(0, bytes.length >> 1));
      }
      die();
    },
    after(operation) {
      if (when === "after" && isNow(describeOperation(operation))) die();
    },
  });
}
