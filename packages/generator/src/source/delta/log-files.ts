import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** The files of one checkpoint: more than one where it was written in parts. */
export interface CheckpointFiles {
  readonly paths: readonly string[];
  readonly format: "parquet" | "json";
}

/** The files of a `_delta_log` that say what the table is. */
export interface LogFiles {
  /** Paths of the commits by version. */
  readonly commits: ReadonlyMap<number, string>;
  /** Complete checkpoints by version. */
  readonly checkpoints: ReadonlyMap<number, readonly CheckpointFiles[]>;
  /** The highest version; undefined where there is no log. */
  readonly newest: number | undefined;
  /** Commits that the catalog has staged and that are not in the log yet. */
  readonly hasStaged: boolean;
}

const commitName = /^(\d{20})\.json$/;
const checkpointName = /^(\d{20})\.checkpoint\.(?:(?:(\d{10})\.(\d{10})|[\w-]+)\.)?(parquet|json)$/;

/**
 * Lists a log. The folder itself is asked, and not `_last_checkpoint`, which is a hint for those to whom a list is dear
 * and may be out of date.
 *
 * @see https://github.com/delta-io/delta/blob/master/PROTOCOL.md#delta-log-entries
 */
export async function listLog(log: string): Promise<LogFiles> {
  const commits = new Map<number, string>();
  const whole = new Map<number, CheckpointFiles[]>();
  /** Parts by version and number of parts. */
  const parts = new Map<string, Map<number, string>>();
  const names = await readdir(log);
  for (const name of names.sort()) {
    const path = join(log, name);
    const [, commit] = commitName.exec(name) ?? [];
    if (commit !== undefined) commits.set(Number(commit), path);
    const [, version, part, count, format] = checkpointName.exec(name) ?? [];
    if (version === undefined) continue;
    if (part === undefined || count === undefined) {
      add(whole, Number(version), { paths: [path], format: format === "json" ? "json" : "parquet" });
    } else {
      const key = `${version}.${count}`;
      const found = parts.get(key) ?? new Map<number, string>();
      parts.set(key, found.set(Number(part), path));
      if (found.size === Number(count)) {
        add(whole, Number(version), { paths: [...found.values()], format: "parquet" });
      }
    }
  }
  const versions = [...commits.keys(), ...whole.keys()].filter(Number.isSafeInteger);
  return {
    commits,
    checkpoints: whole,
    newest: versions.reduce<number | undefined>((most, v) => Math.max(v, most ?? 0), undefined),
    hasStaged: await hasFiles(join(log, "_staged_commits")),
  };
}

function add(whole: Map<number, CheckpointFiles[]>, version: number, files: CheckpointFiles): void {
  whole.set(version, [...(whole.get(version) ?? []), files]);
}

async function hasFiles(folder: string): Promise<boolean> {
  return (await readdir(folder).catch((): string[] => [])).length > 0;
}
