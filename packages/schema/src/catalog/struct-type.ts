import { type Problem, problemOf, type Report } from "../table/problem.js";
import { concludeRead, type SchemaRead } from "../table/schema-read.js";
import { tableLabel } from "../table/table-name.js";
import type { TableFacts, TableName } from "../table/table-schema.js";
import { isTooManyColumns } from "./column-count.js";
import { describeJson, isJsonObject, type JsonObject, parseJson } from "./json-value.js";
import { readDeltaFacts } from "./table-facts.js";
import { readStructFields } from "./type-json.js";

/**
 * Reads the columns of a table from Spark's StructType (`df.schema.json()`), or from the `metaData` action of a
 * Delta log, with or without the object around it. Neither says what the table is called. Anything may come in.
 *
 * @see https://github.com/delta-io/delta/blob/master/PROTOCOL.md#change-metadata
 */
export function readStructType(json: unknown, name: TableName): SchemaRead {
  const problems: Problem[] = [];
  const report: Report = (finding) => problems.push(problemOf(tableLabel(name), finding));
  const action = metaDataOf(json);
  const struct = action === undefined ? json : schemaOf(action);
  if (!isJsonObject(struct) || struct.type !== "struct" || !Array.isArray(struct.fields)) {
    report({
      code: "MALFORMED",
      message: `a StructType should stand ${action ? "in schemaString" : "here"}, but it is ${describeJson(struct)}`,
      hint: 'save what df.schema.json() returns: {"type":"struct","fields":[...]}',
    });
    return { tables: [], problems };
  }
  if (isTooManyColumns(struct.fields.length, report)) return { tables: [], problems };
  const columns = readStructFields(struct.fields, report);
  return concludeRead({ name, ...describedBy(action), columns }, problems);
}

function metaDataOf(json: unknown): JsonObject | undefined {
  if (!isJsonObject(json)) return undefined;
  if (isJsonObject(json.metaData)) return json.metaData;
  return Object.hasOwn(json, "schemaString") ? json : undefined;
}

function schemaOf({ schemaString }: JsonObject): unknown {
  return typeof schemaString === "string" ? parseJson(schemaString) : schemaString;
}

function describedBy(action: JsonObject | undefined): { comment?: string; facts?: TableFacts } {
  if (action === undefined) return {};
  const { description } = action;
  return {
    ...(typeof description === "string" && description !== "" && { comment: description }),
    facts: readDeltaFacts(action),
  };
}
