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
import { findConfig } from "../config/find-config.js";
import { loadProject, type Project, settingsOf } from "../config/project.js";
import { emitContext } from "../emit-context.js";
import { readLock } from "../project/project-tables.js";
import { today } from "./drift-output.js";

/** Compares the tables of a local server with what was generated for them. */
export type DriftCheck = NonNullable<LocalOptions["drift"]>;

type DriftView = Awaited<ReturnType<DriftCheck>>[string];

/** The check of the project here, by its lock as it is whenever it is asked; nothing where there is no project. */
export async function devDrift(folder: string, config: string | undefined): Promise<DriftCheck | undefined> {
  if (config === undefined && findConfig(folder) === undefined) return undefined;
  const project = await loadProject(folder, config);
  return async (tables) => {
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
