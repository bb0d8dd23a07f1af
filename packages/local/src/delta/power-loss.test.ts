import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { Row } from "../schema/row.js";
import type { StructType } from "../schema/struct-type.js";
import { CrashFolders } from "../testing/disk/crash-folders.js";
import { type CrashCase, crashesOf } from "../testing/disk/crashes.js";
import { DiskTrace } from "../testing/disk/disk-trace.js";
import { asLostProcess } from "../testing/disk/lost-process.js";
import { seeded } from "../testing/disk/seeded.js";
import { checkpointName, readCheckpoint } from "./checkpoint.js";
import { logDirectory } from "./delta-log.js";
import { DeltaTable } from "./delta-table.js";
import { readTable } from "./read-table.js";
import { loadSnapshot } from "./snapshot.js";

const TABLE = "main/sales/table";

const field = (name: string) => ({ name, type: "long" as const, nullable: true, metadata: {} });
const NARROW: StructType = { type: "struct", fields: [field("id")] };
const WIDE: StructType = { type: "struct", fields: [field("id"), field("extra")] };

/** What a version does to the table. */
type Version =
  | { readonly adds: readonly number[] }
  | { readonly schema: StructType; readonly keepsRows: boolean };

/** A thing to do to a table. */
type Step = "append" | "race" | "widen" | "replace" | "reopen";

/** Everything that came to be, by version, and the disks that a crash on the way may leave. */
interface History {
  readonly versions: readonly Version[];
  readonly crashes: readonly CrashCase[];
}

const folders = new CrashFolders();
afterAll(() => folders[Symbol.dispose]());

/** Has a process do this to a new table that is gone afterwards. */
async function recorded(steps: readonly Step[], seed: number, perMoment: number): Promise<History> {
  const folder = folders.empty();
  const versions: Version[] = [];
  using trace = new DiskTrace(folder);
  const done = (version: number, what: Version): void => {
    versions[version] = what;
    trace.tell(String(version));
  };
  await asLostProcess(() => write(join(folder, TABLE), steps, done));
  const crashes = crashesOf(trace.steps, { perMoment, random: seeded(seed) });
  return { versions, crashes };
}

/** Does these things, and says of each version when it may be relied on. */
async function write(
  path: string,
  steps: readonly Step[],
  done: (version: number, what: Version) => void,
): Promise<void> {
  let id = 0;
  let table = await DeltaTable.create(path, NARROW);
  done(0, { schema: NARROW, keepsRows: true });
  const append = async (writer: DeltaTable): Promise<void> => {
    const adds = [id++, id++];
    done((await writer.append(rowsOf(adds))).version, { adds });
  };
  const alter = async (keepsRows: boolean): Promise<void> => {
    await table.alter({ schema: WIDE, configuration: {}, keepsRows });
    done(table.version, { schema: WIDE, keepsRows });
  };
  for (const step of steps) {
    switch (step) {
      case "append":
        await append(table);
        break;
      case "race": {
        const other = await DeltaTable.open(path);
        await Promise.all([append(table), append(other), append(table)]);
        break;
      }
      case "widen":
        await alter(true);
        break;
      case "replace":
        await alter(false);
        break;
      case "reopen":
        await table.close();
        table = await DeltaTable.open(path);
    }
  }
  await table.close();
}

const rowsOf = (ids: readonly number[]): Row[] => ids.map((id) => ({ id: BigInt(id) }));

/** The table after a version. */
function after(versions: readonly Version[], version: number): { schema: StructType; ids: number[] } {
  let schema = NARROW;
  let ids: number[] = [];
  for (const what of versions.slice(0, version + 1)) {
    if ("adds" in what) ids.push(...what.adds);
    else {
      schema = what.schema;
      if (!what.keepsRows) ids = [];
    }
  }
  return { schema, ids };
}

async function idsIn(path: string): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of readTable(path)) ids.push(Number(id));
  return ids;
}

/** Opens what a crash has left, and holds it against what was promised. */
async function expectRecovery(
  path: string,
  versions: readonly Version[],
  { told, label }: CrashCase,
): Promise<void> {
  await expectHint(path, label);
  const table = await reopened(path, told, label);
  const { version } = table;
  expect(version, label).toBeGreaterThanOrEqual(Math.max(0, ...told.map(Number)));
  const { schema, ids } = after(versions, version);
  expect(table.schema, label).toEqual(schema);
  expect(await idsIn(path), label).toEqual(ids);
  await expectNoLeftovers(path, label);

  const appended = await table.append(rowsOf([-1]));
  await table.close();
  expect(appended.version, label).toBe(version + 1);
  expect((await loadSnapshot(path)).version, label).toBe(version + 1);
  expect(await idsIn(path), label).toEqual([...ids, -1]);
}

async function expectRecoveries(versions: readonly Version[], crashes: readonly CrashCase[]): Promise<void> {
  for (const crash of crashes) {
    await folders.withImage(crash.image, (folder) => expectRecovery(join(folder, TABLE), versions, crash));
  }
}

/** Opens the table, or makes it if nobody was told that it is there. */
async function reopened(path: string, told: readonly string[], label: string): Promise<DeltaTable> {
  try {
    return await DeltaTable.open(path);
  } catch (error) {
    expect(error, label).toMatchObject({ code: "not_a_table" });
    expect(told, label).toEqual([]);
    return DeltaTable.create(path, NARROW);
  }
}

/** Nothing is there but what the log names. */
async function expectNoLeftovers(path: string, label: string): Promise<void> {
  const { files, tombstones } = await loadSnapshot(path);
  const data = readdirSync(path).filter((name) => name !== "_delta_log");
  expect(
    data.filter((name) => !files.has(name) && !tombstones.has(name)),
    label,
  ).toEqual([]);
  const drafts = readdirSync(logDirectory(path)).filter((name) => name.startsWith("."));
  expect(drafts, label).toEqual([]);
}

/** The hint, if there is one, is whole and names a whole checkpoint. */
async function expectHint(path: string, label: string): Promise<void> {
  const log = logDirectory(path);
  if (!existsSync(join(log, "_last_checkpoint"))) return;
  const { version, size } = JSON.parse(readFileSync(join(log, "_last_checkpoint"), "utf8"));
  expect(await readCheckpoint(log, [checkpointName(version)]), label).toHaveLength(size);
}

test("whatever a power cut leaves of a table has every acknowledged commit, and whole ones alone", async () => {
  const steps: Step[] = [
    "append",
    "race",
    "widen",
    "append",
    "replace",
    "append",
    "race",
    "append",
    "append",
  ];
  await fc.assert(
    fc.asyncProperty(fc.noShrink(fc.integer()), async (seed) => {
      const { versions, crashes } = await recorded(steps, seed, 1_000);
      expect(versions.length).toBeGreaterThan(12);
      expect(crashes.length).toBeGreaterThan(150);
      await expectRecoveries(versions, crashes);
    }),
    { numRuns: 1 },
  );
}, 120_000);

test("the same holds for any way to write a table", async () => {
  const weights: Readonly<Record<Step, number>> = { append: 8, race: 2, widen: 1, replace: 1, reopen: 2 };
  const step = fc.oneof(
    ...(Object.entries(weights) as [Step, number][]).map(([name, weight]) => ({
      arbitrary: fc.constant(name),
      weight,
    })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 16 }), fc.integer(), async (steps, seed) => {
      const { versions, crashes } = await recorded(steps, seed, 12);
      await expectRecoveries(versions, crashes);
    }),
    { numRuns: 4 },
  );
}, 120_000);

test("a power cut after a kill takes nothing that the next process was told, whatever the killed one had not synced", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 40 }), fc.integer(), async (killedAt, seed) => {
      const folder = folders.empty();
      const path = join(folder, TABLE);
      using trace = new DiskTrace(folder);
      const versions: Version[] = [];
      const done = (version: number, what: Version): void => {
        versions[version] = what;
        trace.tell(String(version));
      };
      trace.killedAt = killedAt;
      const live = async (first: number): Promise<void> => {
        const table = await DeltaTable.open(path).catch(() => DeltaTable.create(path, NARROW));
        versions[0] = { schema: NARROW, keepsRows: true };
        // Of the killed process, the last append may be there all the same.
        for (let version = versions.length; version <= table.version; version++)
          versions[version] = { adds: [first - 1] };
        done(table.version, versions[table.version] ?? { adds: [] });
        for (const id of [first, first + 1]) done((await table.append(rowsOf([id]))).version, { adds: [id] });
      };
      await asLostProcess(() => live(1).catch((error) => expect(inspect(error)).toContain("killed")));
      const before = versions.length;
      trace.killedAt = Number.POSITIVE_INFINITY;
      await asLostProcess(() => live(before + 1));
      const crashes = crashesOf(trace.steps, { perMoment: 16, random: seeded(seed) });
      await expectRecoveries(
        versions,
        crashes.filter(({ told }) => told.length > 0),
      );
    }),
    {
      numRuns: 6,
      examples: [
        [1, 1],
        [5, 2],
        [11, 3],
      ],
    },
  );
}, 120_000);
