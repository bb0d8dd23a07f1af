import { join } from "node:path";
import type { LocalOptions } from "@zerobus-gen/local";
import {
  applyPolicy,
  compareTables,
  fingerprint,
  formatTableName,
  type JudgedChange,
  type LockedTable,
  lockTable,
  readTableInfo,
  type TableSchema,
  type TableSettings,
  writableTable,
} from "@zerobus-gen/schema";
import { findProject, type Project, settingsOf } from "../config/project.js";
import { emitContext } from "../emit-context.js";
import { readLock } from "../project/project-tables.js";
import { today } from "./drift-output.js";

/** Compares the tables of a local server with what was generated for them. */
export type DriftCheck = NonNullable<LocalOptions["drift"]>;

type DriftView = Awaited<ReturnType<DriftCheck>>[string];

/** The lock that tables are compared with. */
export interface DevDrift {
  /** Where it is, or would be in a project that begins here. */
  readonly lock: string;
  /** Compares by the project and its lock as they are when it is asked; finds nothing while there are none. */
  readonly check: DriftCheck;
}

/** How the tables of a local server are compared with the project here, also with one that begins later. */
export async function devDrift(folder: string, config: string | undefined): Promise<DevDrift> {
  const lock = (await findProject(folder, config))?.lock ?? join(folder, "zerobus.lock.json");
  const check: DriftCheck = async (tables) => {
    const project = await findProject(folder, config);
    if (project === undefined) return {};
    const locked = new Map(
      readLock(project).tables.map((table) => [formatTableName(table.schema.name), table]),
    );
    const views = tables.flatMap(({ fullName, info }): [string, DriftView][] => {
      const before = locked.get(fullName);
      const [now] = readTableInfo(info, fullName).tables;
      return before === undefined || now === undefined ? [] : [[fullName, compared(before, now, project)]];
    });
    return Object.fromEntries(views);
  };
  return { lock, check };
}

function compared(before: LockedTable, now: TableSchema, project: Project): DriftView {
  const settings = settingsOf(project, before.schema.name);
  const changes = compareTables(before.schema, now, settings);
  const judged = applyPolicy(changes, project.config.check ?? {}, today()).changes.filter(
    ({ ignored }) => !ignored,
  );
  const isBreaking = judged.some((change) => change.class === "breaking");
  return {
    verdict: isBreaking ? "breaking" : judged.length > 0 ? "compatible" : "same",
    generatedFingerprint: fingerprintOf(before.schema, settings),
    // As it would be generated now: with the numbers that the lock has for its columns.
    tableFingerprint: fingerprintOf(lockTable(before, now).schema, settings),
    changes: judged.map((change) => ({ level: change.class, text: textOf(change) })),
  };
}

function fingerprintOf(table: TableSchema, settings: TableSettings): string {
  return `sha256:${fingerprint(
    writableTable(table, { ...settings, unsupported: "skip" }, () => {}),
    emitContext().sha256,
  )}`;
}

function textOf({ path, message }: JudgedChange): string {
  return path === undefined ? message : `${path}: ${message}`;
}
