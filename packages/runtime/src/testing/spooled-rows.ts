import { readdirSync } from "node:fs";
import { onTestFinished } from "vitest";
import { type Disk, nodeDisk } from "../spool/disk.js";
import { Spool, type SpoolSyncing } from "../spool/spool.js";
import type { SpoolSubject } from "../spool/spool-subject.js";

/** What the rows of a test's spool are. */
export const SUBJECT: SpoolSubject = {
  table: "main.shop.orders",
  fingerprint: "f1",
  format: "proto",
  shape: [{ name: "n", field: 1, type: { kind: "int" }, nullable: false }],
};

export const UNSYNCED: SpoolSyncing = { sync: "none", syncIntervalMs: 100 };

/** A spool that is closed with the test. */
export function openSpool(
  folder: string,
  syncing: SpoolSyncing = UNSYNCED,
  disk: Disk = nodeDisk,
  subject: SpoolSubject = SUBJECT,
): Spool {
  const spool = Spool.open(folder, subject, syncing, disk);
  onTestFinished(() => {
    try {
      spool.close();
    } catch {
      // The test has broken its disk.
    }
  });
  return spool;
}

/** A row that is told apart by its text. */
export function row(text: string): Uint8Array {
  return Buffer.from(text);
}

/** Rows with these numbers, each filled up to a length. */
export function rowsOf(from: number, to: number, length = 0): readonly Uint8Array[] {
  return Array.from({ length: to - from }, (_, index) => row(String(from + index).padEnd(length, ".")));
}

/** The texts of a spool's leftovers, without what they were filled up with. */
export function leftoversOf(spool: Spool): readonly string[] {
  return [...spool.leftovers()].map(({ row }) => Buffer.from(row).toString().replace(/\.+$/, ""));
}

/** The segments in a folder, and whatever else is there that is no lock. */
export function segmentsIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith("lock-"))
    .sort();
}
