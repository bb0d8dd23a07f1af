import { MAX_DEPTH, reportTooDeep } from "../table/check-table.js";
import { columnPath, elementPath, entryPath } from "../table/column-path.js";
import { fieldNumberAt } from "../table/field-number.js";
import type { Report } from "../table/problem.js";
import type { ColumnType, Field } from "../table/table-schema.js";
import { withCollations } from "./collations.js";
import { readFieldMetadata } from "./field-metadata.js";
import { describeJson, isJsonObject, type JsonObject } from "./json-value.js";
import { parseScalarType, STAND_IN } from "./scalar-type.js";
import { withStringTypes } from "./string-types.js";
import { parseTypeText } from "./type-text.js";

/**
 * Reads a type in Spark's JSON form, in all the spellings catalogs answer with: a bare name (`"long"`), a
 * type (`{"type":"array",...}`), a name wrapped up (`{"type":"string"}`), a StructField around any of
 * them. What is wrong is reported at its path; the type there is then a stand-in.
 *
 * @see https://github.com/delta-io/delta/blob/master/PROTOCOL.md#schema-serialization-format
 */
export function parseTypeJson(json: unknown, column: string, report: Report): ColumnType {
  return readType(json, column, report, 0);
}

/** Reads the fields of a StructType as the columns of a table: numbered in their order, where they say nothing else. */
export function readStructFields(fields: readonly unknown[], report: Report): readonly Field[] {
  return readFields(fields, "", report, 0);
}

/** A text that should have types inside: nothing else may be called so. */
const isComplex = /^\s*(?:array|map|struct)\b/i;

function readType(json: unknown, column: string, report: Report, depth: number): ColumnType {
  if (typeof json === "string") {
    return isComplex.test(json) ? parseTypeText(json, column, report) : parseScalarType(json);
  }
  if (!isJsonObject(json)) {
    return malformed(report, column, `a type should stand here, but it is ${describeJson(json)}`);
  }
  if (depth > MAX_DEPTH) {
    reportTooDeep(column, report);
    return STAND_IN;
  }
  if (json.type === "struct" && Array.isArray(json.fields)) {
    return { kind: "struct", fields: readFields(json.fields, column, report, depth) };
  }
  if (json.type === "array" && json.elementType !== undefined) {
    return {
      kind: "array",
      element: readType(json.elementType, elementPath(column), report, depth + 1),
      elementNullable: json.containsNull !== false,
    };
  }
  if (json.type === "map" && json.keyType !== undefined && json.valueType !== undefined) {
    return {
      kind: "map",
      key: readType(json.keyType, entryPath(column, "key"), report, depth + 1),
      value: readType(json.valueType, entryPath(column, "value"), report, depth + 1),
      valueNullable: json.valueContainsNull !== false,
    };
  }
  if (json.type === "struct" || json.type === "array" || json.type === "map") {
    return malformed(report, column, `the type says ${json.type} and not of what`);
  }
  if (json.type === "udt") return parseScalarType(userDefinedType(json));
  return readWrapped(json, column, report, depth);
}

/** A user-defined type, named by the class that it is. */
function userDefinedType({ class: scala, pyClass: python }: JsonObject): string {
  const name = [scala, python].find((word) => typeof word === "string");
  return name === undefined ? "udt" : `udt(${name})`;
}

/** A StructField, or a type name wrapped up: the type is in `type`, and what kind of STRING it is in the metadata. */
function readWrapped(json: JsonObject, column: string, report: Report, depth: number): ColumnType {
  const type = readType(json.type, column, report, depth + 1);
  if (!isJsonObject(json.metadata)) return type;
  const { __COLLATIONS: collations, __CHAR_VARCHAR_TYPE_STRING: text } = json.metadata;
  const collated =
    isJsonObject(collations) && typeof json.name === "string"
      ? withCollations(type, collations, json.name)
      : type;
  return withStringTypes(collated, text);
}

function readFields(
  fields: readonly unknown[],
  struct: string,
  report: Report,
  depth: number,
): readonly Field[] {
  return fields.flatMap((field, index): Field[] => {
    if (!isJsonObject(field) || typeof field.name !== "string") {
      const whole = struct === "" ? "StructType" : "STRUCT";
      malformed(report, struct, `field ${index + 1} of the ${whole} has no name`);
      return [];
    }
    const column = columnPath(struct, field.name);
    return [
      {
        name: field.name,
        number: fieldNumberAt(index),
        type: readType(field, column, report, depth),
        nullable: field.nullable !== false,
        ...readFieldMetadata(field.metadata),
      },
    ];
  });
}

function malformed(report: Report, column: string, message: string): ColumnType {
  report({
    code: "MALFORMED",
    ...(column !== "" && { column }),
    message,
    hint: "take the answer as the catalog gives it: databricks tables get NAME -o json",
  });
  return STAND_IN;
}
