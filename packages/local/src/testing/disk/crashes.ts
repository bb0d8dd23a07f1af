import { createHash } from "node:crypto";
import { CrashDisk, type CrashFile, type NameChange } from "./crash-disk.js";
import { type Crash, crashImage, type DiskImage, FATES, type Fate } from "./crash-image.js";
import { describeOperation } from "./disk-operation.js";
import type { TraceStep } from "./disk-trace.js";

/** One disk that a crash may leave behind. */
export interface CrashCase {
  readonly image: DiskImage;
  /** What was told to anybody before the crash, and has to hold. */
  readonly told: readonly string[];
  /** When it crashed and what was lost, for people. */
  readonly label: string;
}

/** How many disks one moment is good for. */
export interface CrashLimits {
  /** Up to so many, all of them are tried; beyond, so many at random. */
  readonly perMoment: number;
  /** From 0 up to, and without, 1. */
  readonly random: () => number;
}

/** Every disk that a crash at any moment of a trace may leave, each once, with all that was told by the last such moment. */
export function crashesOf(steps: readonly TraceStep[], limits: CrashLimits): readonly CrashCase[] {
  const disk = new CrashDisk();
  const found = new Map<string, CrashCase>();
  const told: string[] = [];
  let moment = "at the start";
  const collect = (): void => {
    for (const crash of momentsCrashes(disk, limits)) {
      const image = crashImage(disk, crash);
      found.set(digestOf(image), { image, told: [...told], label: `${moment}; ${crash.label}` });
    }
  };
  collect();
  for (const [index, step] of steps.entries()) {
    if ("told" in step) told.push(step.told);
    else {
      disk.apply(step.operation, index, step.begunAt);
      moment = `after step ${index}, ${describeOperation(step.operation)}`;
    }
    collect();
  }
  return [...found.values()];
}

interface LabelledCrash extends Crash {
  readonly label: string;
}

function* momentsCrashes(disk: CrashDisk, { perMoment, random }: CrashLimits): Generator<LabelledCrash> {
  const names = disk.unsyncedNames;
  const files = [...disk.unsyncedFiles];
  const count = 2 ** names.length * FATES.length ** files.length;
  for (let n = 0; n < Math.min(count, perMoment); n++) {
    const choices = count <= perMoment ? n : undefined;
    yield crashOf(names, files, choices, random);
  }
}

/** The crash of a number, which says what becomes of each; without one, a random crash. */
function crashOf(
  names: readonly NameChange[],
  files: readonly CrashFile[],
  choices: number | undefined,
  random: () => number,
): LabelledCrash {
  let left = choices ?? 0;
  const choose = (options: number): number => {
    if (choices === undefined) return Math.floor(random() * options);
    const choice = left % options;
    left = Math.floor(left / options);
    return choice;
  };
  const kept = new Set(names.filter(() => choose(2) === 1));
  const fates = new Map(
    files.map((file): [CrashFile, Fate] => [file, FATES[choose(FATES.length)] ?? "kept"]),
  );
  const lost = names.filter((change) => !kept.has(change)).map(({ step }) => step);
  return {
    keeps: (change) => kept.has(change),
    fate: (file) => fates.get(file) ?? "kept",
    random,
    label: `names of steps ${lost.join(", ") || "none"} lost, unsynced content ${[...fates.values()].join(", ") || "none"}`,
  };
}

function digestOf(image: DiskImage): string {
  const hash = createHash("sha256");
  for (const [path, content] of image) {
    hash.update(`${path}\0${content?.length ?? "folder"}\0`);
    if (content !== undefined) hash.update(content);
  }
  return hash.digest("hex");
}
