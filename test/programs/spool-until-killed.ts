import { Spool } from "../../packages/runtime/src/spool/spool.js";
import { resolveSpoolOptions } from "../../packages/runtime/src/spool/spool-options.js";
import { say } from "./say.js";

// Replays what is left, then appends and settles without end. Says each step on its output before it goes on: what
// was left (`left`), what is appended (`has`), what it is about to settle (`may`) and what is settled (`done`).

const [folder = "", sync, first = "0"] = process.argv.slice(2);
const subject = { table: "main.shop.orders", fingerprint: "", format: "proto", shape: [] } as const;
const options = resolveSpoolOptions({ dir: folder, sync: sync === "always" ? sync : "interval" });

const encode = (row: number): Uint8Array =>
  Buffer.from(String(row).padEnd(row % 50 === 0 ? 20_000 : 2_000, "."));

const spool = Spool.open(folder, subject, options);
if (spool.damage.length > 0) throw new Error(JSON.stringify(spool.damage));
const held: number[] = [];
const left: Uint8Array[] = [];
for (const { row } of spool.leftovers()) {
  held.push(Number.parseInt(Buffer.from(row).toString(), 10));
  left.push(row);
}
say(`left ${held.join(" ")}`);
for (const row of left) spool.append(row);
spool.dropLeftovers();

let settled = 0;
for (let row = Number(first), round = 0; ; round++) {
  const together = Array.from({ length: 1 + (round % 7) }, () => row++);
  say(`try ${together.join(" ")}`);
  spool.append(together.map(encode));
  say(`has ${together.join(" ")}`);
  held.push(...together);
  if (round % 3 === 0) {
    const rows = held.splice(0, held.length > 500 ? 100 : 3);
    say(`may ${rows.join(" ")}`);
    settled += rows.length;
    spool.settle(settled);
    say(`done ${rows.join(" ")}`);
  }
}
