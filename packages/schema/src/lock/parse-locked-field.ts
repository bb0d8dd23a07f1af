import { describeJson, isJsonObject, type JsonObject } from "../catalog/json-value.js";
import { SCALAR_NAMES } from "../catalog/spark-json.js";
import { MAX_DEPTH, reportTooDeep } from "../table/check-table.js";
import { columnPath, elementPath, entryPath, quoteName } from "../table/column-path.js";
import { fieldNumberAt, isFieldNumber, MAX_FIELD_NUMBER } from "../table/field-number.js";
import type { Report } from "../table/problem.js";
import type { ColumnType, Field, ScalarKind } from "../table/table-schema.js";

/** The mend of most problems: only `pull` writes a lock. */
export const editHint = "undo the edit: git has the file as zerobus-gen pull wrote it";

const scalars = new Map(
  Object.entries(SCALAR_NAMES).map(([kind, word]): [string, ColumnType] => [
    word,
    // `Object.entries` forgets that the keys are the kinds.
    { kind: kind as ScalarKind },
  ]),
);

/**
 * Reads the fields of a list, each with everything that is wrong with it.
 *
 * @param taken numbers that no field may have
 */
export function parseLockedFields(
  json: unknown,
  parent: string,
  taken: ReadonlySet<number>,
  report: Report,
  depth: number = 0,
): readonly Field[] {
  if (!Array.isArray(json)) {
    report(malformed(parent, `a list of fields should stand here, but it is ${describeJson(json)}`));
    return [];
  }
  const owners = new Map<number, string>();
  const highest = [...taken, ...json.map(numberOf)].reduce((most, number) => Math.max(most, number), 0);
  return json.flatMap((entry: unknown, index): Field[] => {
    if (!isJsonObject(entry) || typeof entry.name !== "string") {
      report(malformed(parent, `entry ${index + 1} is not a field: it has no name`));
      return [];
    }
    const column = columnPath(parent, entry.name);
    const { number } = entry;
    if (typeof number !== "number" || !isFieldNumber(number)) {
      const message = `its number should be 1 to ${MAX_FIELD_NUMBER} without 19000 to 19999`;
      report({ code: "FIELD_NUMBER", column, message, hint: editHint });
    } else {
      const owner = owners.get(number) ?? (taken.has(number) ? "a dropped column" : undefined);
      if (owner !== undefined) {
        report({
          code: "FIELD_NUMBER",
          column,
          message: `the number ${number} belongs to ${owner}`,
          hint: `give the newer of them a number that is free, such as ${fieldNumberAt(highest)}`,
        });
      }
      owners.set(number, quoteName(entry.name));
    }
    return [parseField(entry, entry.name, column, report, depth)];
  });
}

function numberOf(entry: unknown): number {
  return isJsonObject(entry) && typeof entry.number === "number" ? entry.number : 0;
}

const fieldKeys = ["name", "number", "type", "nullable", "comment", "computed", "isMasked", "mappingId"];

function parseField(json: JsonObject, name: string, column: string, report: Report, depth: number): Field {
  const { number, nullable, comment, computed, isMasked, mappingId } = json;
  reportUnknownKeys(json, fieldKeys, column, report);
  const demand = (key: string, isRight: boolean, wanted: string): void => {
    if (!isRight)
      report(malformed(column, `${key} should be ${wanted}, but it is ${describeJson(json[key])}`));
  };
  demand("nullable", typeof nullable === "boolean", "true or false");
  demand("comment", comment === undefined || typeof comment === "string", "a text");
  demand("isMasked", isMasked === undefined || isMasked === true, "true, or not there");
  demand("mappingId", mappingId === undefined || Number.isSafeInteger(mappingId), "a whole number");
  const isKnown = computed === "default" || computed === "generated" || computed === "identity";
  demand("computed", computed === undefined || isKnown, "default, generated or identity");
  return {
    name,
    number: typeof number === "number" ? number : 0,
    type: parseLockedType(json.type, column, report, depth),
    nullable: nullable === true,
    ...(typeof comment === "string" && { comment }),
    ...(isKnown && { computed }),
    ...(isMasked === true && { isMasked }),
    ...(typeof mappingId === "number" && { mappingId }),
  };
}

function parseLockedType(json: unknown, column: string, report: Report, depth: number): ColumnType {
  if (typeof json === "string") return parseWord(json, column, report);
  if (depth > 2 * MAX_DEPTH) {
    reportTooDeep(column, report);
    return { kind: "variant" };
  }
  if (isJsonObject(json)) {
    switch (json.type) {
      case "struct":
        reportUnknownKeys(json, ["type", "fields"], column, report);
        return {
          kind: "struct",
          fields: parseLockedFields(json.fields, column, new Set(), report, depth + 1),
        };
      case "array":
        reportUnknownKeys(json, ["type", "containsNull", "elementType"], column, report);
        return {
          kind: "array",
          element: parseLockedType(json.elementType, elementPath(column), report, depth + 1),
          elementNullable: parseFlag(json, "containsNull", column, report),
        };
      case "map":
        reportUnknownKeys(json, ["type", "keyType", "valueContainsNull", "valueType"], column, report);
        return {
          kind: "map",
          key: parseLockedType(json.keyType, entryPath(column, "key"), report, depth + 1),
          value: parseLockedType(json.valueType, entryPath(column, "value"), report, depth + 1),
          valueNullable: parseFlag(json, "valueContainsNull", column, report),
        };
      case "unsupported":
        reportUnknownKeys(json, ["type", "sql"], column, report);
        if (typeof json.sql === "string") return { kind: "unsupported", sql: json.sql };
    }
  }
  report(malformed(column, `a type should stand here, but it is ${describeJson(json)}`));
  return { kind: "variant" };
}

function parseWord(word: string, column: string, report: Report): ColumnType {
  const scalar = scalars.get(word);
  if (scalar !== undefined) return scalar;
  if (word === "string") return { kind: "string" };
  const [, collation] = /^string collate (.+)$/s.exec(word) ?? [];
  if (collation !== undefined) return { kind: "string", collation };
  const [, kind, first, second] =
    /^(char|varchar|decimal)\((-?[\d.e+]+|Infinity)(?:,(-?[\d.e+]+|Infinity))?\)$/.exec(word) ?? [];
  if ((kind === "char" || kind === "varchar") && second === undefined) return { kind, length: Number(first) };
  if (kind === "decimal" && second !== undefined) {
    return { kind, precision: Number(first), scale: Number(second) };
  }
  report(
    malformed(
      column,
      `${quoteName(word)} is not a type of the lock`,
      "it has Spark's words: long, integer, string, decimal(18,2), …",
    ),
  );
  return { kind: "variant" };
}

function parseFlag(json: JsonObject, key: string, column: string, report: Report): boolean {
  if (typeof json[key] !== "boolean") {
    report(malformed(column, `${key} should be true or false, but it is ${describeJson(json[key])}`));
  }
  return json[key] === true;
}

/** Reports what the lock has no place for; it would be gone with the next pull. */
export function reportUnknownKeys(
  json: JsonObject,
  known: readonly string[],
  column: string,
  report: Report,
): void {
  for (const key of Object.keys(json)) {
    if (known.includes(key)) continue;
    report(malformed(column, `${quoteName(key)} has no meaning here`, `known are ${known.join(", ")}`));
  }
}

/** The finding that something is not what the lock's form says. */
export function malformed(column: string, message: string, hint: string = editHint): Parameters<Report>[0] {
  return { code: "MALFORMED", ...(column !== "" && { column }), message, hint };
}
