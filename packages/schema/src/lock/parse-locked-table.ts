import { describeJson, isJsonObject, type JsonObject } from "../catalog/json-value.js";
import { isFieldNumber } from "../table/field-number.js";
import { type Problem, problemOf, type Report } from "../table/problem.js";
import { parseTableName, tableLabel } from "../table/table-name.js";
import type { TableFacts, TableName } from "../table/table-schema.js";
import { parentPath } from "./exact-path.js";
import type { LockedTable, ReservedField } from "./lock.js";
import { malformed, parseLockedFields, reportUnknownKeys } from "./parse-locked-field.js";

/**
 * Reads one entry of a lock's `tables`; undefined, and everything that is wrong told, where it is not one.
 *
 * @param label names the table where it does not itself
 */
export function parseLockedTable(
  json: unknown,
  label: string,
  tell: (problem: Problem) => void,
): LockedTable | undefined {
  const name = isJsonObject(json) ? parseName(json.name) : undefined;
  if (!isJsonObject(json) || name === undefined) {
    tell(problemOf(label, malformed("", "this is not a table: it has no full name")));
    return undefined;
  }
  let isWhole = true;
  const report: Report = (finding) => {
    isWhole = false;
    tell(problemOf(tableLabel(name), finding));
  };
  reportUnknownKeys(json, ["name", "comment", "facts", "columns", "reserved"], "", report);
  const { comment, facts } = json;
  if (comment !== undefined && typeof comment !== "string") {
    report(malformed("", `comment should be a text, but it is ${describeJson(comment)}`));
  }
  const reserved = parseReserved(json.reserved, report);
  const schema = {
    name,
    ...(typeof comment === "string" && { comment }),
    columns: parseLockedFields(json.columns, "", numbersAt(reserved, ""), report),
    ...(facts !== undefined && { facts: parseFacts(facts, report) }),
  };
  return isWhole ? { schema, reserved } : undefined;
}

function parseName(json: unknown): TableName | undefined {
  if (typeof json === "string") {
    const parsed = parseTableName(json);
    return "name" in parsed ? parsed.name : undefined;
  }
  if (!Array.isArray(json) || json.length !== 3) return undefined;
  const [catalog, schema, table]: unknown[] = json;
  return typeof catalog === "string" && typeof schema === "string" && typeof table === "string"
    ? { catalog, schema, table }
    : undefined;
}

const textFacts = ["id", "kind", "format"] as const;
const listFacts = ["checks", "primaryKey", "partitionedBy"] as const;
const trueFacts = ["hasRowFilter", "hasCatalogCommits"] as const;

function parseFacts(json: unknown, report: Report): TableFacts {
  if (!isJsonObject(json)) {
    report(malformed("", `facts should be an object, but it is ${describeJson(json)}`));
    return {};
  }
  reportUnknownKeys(json, [...textFacts, ...listFacts, ...trueFacts], "", report);
  const pick = <K extends string, V>(
    keys: readonly K[],
    read: (value: unknown) => V | undefined,
    wanted: string,
  ): { readonly [key in K]?: V } => {
    const picked: { [key in K]?: V } = {};
    for (const key of keys) {
      if (json[key] === undefined) continue;
      const value = read(json[key]);
      if (value === undefined) {
        report(malformed("", `${key} should be ${wanted}, but it is ${describeJson(json[key])}`));
      } else picked[key] = value;
    }
    return picked;
  };
  return {
    ...pick(textFacts, (value) => (typeof value === "string" ? value : undefined), "a text"),
    ...pick(listFacts, texts, "a list of names"),
    ...pick(trueFacts, (value) => (value === true ? value : undefined), "true, or not there"),
  };
}

function texts(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const list = value.filter((item): item is string => typeof item === "string");
  return list.length === value.length ? list : undefined;
}

function parseReserved(json: unknown, report: Report): readonly ReservedField[] {
  if (json === undefined) return [];
  if (!Array.isArray(json)) {
    report(malformed("", `reserved should be a list, but it is ${describeJson(json)}`));
    return [];
  }
  return json.flatMap((entry: unknown, index): ReservedField[] => {
    const { path, number }: JsonObject = isJsonObject(entry) ? entry : {};
    const isRight = typeof path === "string" && parentPath(path) !== undefined;
    if (isRight && typeof number === "number" && isFieldNumber(number)) return [{ path, number }];
    report(malformed("", `entry ${index + 1} of reserved should be a path and a field number`));
    return [];
  });
}

function numbersAt(reserved: readonly ReservedField[], parent: string): ReadonlySet<number> {
  return new Set(reserved.flatMap(({ path, number }) => (parentPath(path) === parent ? [number] : [])));
}
