import { describeJson, isJsonObject, parseJson } from "../catalog/json-value.js";
import { type Problem, problemOf } from "../table/problem.js";
import { formatTableName, tableLabel } from "../table/table-name.js";
import { LOCK_VERSION } from "./format-lock.js";
import type { Lock, LockedTable } from "./lock.js";
import { parseLockedTable } from "./parse-locked-table.js";

/** A lock, or everything that keeps a text from being one. */
export type ParsedLock = { readonly lock: Lock } | { readonly problems: readonly Problem[] };

/**
 * Reads the text of a lock. Anything may come in: half a merge, the edit of a hand, the lock of a version to come.
 *
 * @param label names the file in problems
 */
export function parseLock(text: string, label: string = "zerobus.lock.json"): ParsedLock {
  const refuse = (message: string, hint: string): ParsedLock => ({
    problems: [problemOf(label, { code: "MALFORMED", message, hint })],
  });
  const marker = text.split("\n").findIndex((line) => /^(?:<{7}|={7}|>{7}|\|{7})(?:\s|$)/.test(line));
  if (marker >= 0) {
    return refuse(
      `line ${marker + 1} is the marker of a merge conflict`,
      "take the file of either side whole (git checkout --ours or --theirs), then run zerobus-gen pull",
    );
  }
  const json = parseJson(text.replace(/^\ufeff/, ""));
  if (!isJsonObject(json)) {
    const what = json === undefined ? "it is not JSON" : `it is ${describeJson(json)}`;
    return refuse(
      `this is not a lock: ${what}`,
      "take it from git again, or run zerobus-gen pull without it",
    );
  }
  if (json.lockVersion !== LOCK_VERSION) {
    const version =
      typeof json.lockVersion === "number" ? `${json.lockVersion}` : describeJson(json.lockVersion);
    return refuse(
      `its lockVersion is ${version}; this zerobus-gen reads ${LOCK_VERSION}`,
      "use the version of zerobus-gen that wrote it, or a newer one",
    );
  }
  if (!Array.isArray(json.tables)) {
    return refuse(
      `tables should be a list, but it is ${describeJson(json.tables)}`,
      "take it from git again, or run zerobus-gen pull without it",
    );
  }
  return parseTables(json.tables, label);
}

function parseTables(entries: readonly unknown[], label: string): ParsedLock {
  const problems: Problem[] = [];
  const tables = new Map<string, LockedTable>();
  for (const [index, entry] of entries.entries()) {
    const table = parseLockedTable(entry, `${label}: tables[${index}]`, (problem) => problems.push(problem));
    if (table === undefined) continue;
    const { name } = table.schema;
    const key = formatTableName(name).toLowerCase();
    if (tables.has(key)) {
      problems.push(
        problemOf(tableLabel(name), {
          code: "DUPLICATE_TABLE",
          message: "the lock has the table twice, maybe from a merge",
          hint: "delete the older of the two entries",
        }),
      );
    }
    tables.set(key, table);
  }
  return problems.length > 0 ? { problems } : { lock: { tables: [...tables.values()] } };
}
