import type { Finding } from "../table/problem.js";
import type { ColumnType } from "../table/table-schema.js";
import { parseTypeText } from "./type-text.js";

/**
 * The type with CHAR(n) and VARCHAR(n) where the text of the same type has them. Both stand as STRING in Spark's
 * JSON; only a text beside it says which. All else comes from the type, which says more than a text can.
 */
export function withBoundedStrings(type: ColumnType, text: unknown): ColumnType {
  if (typeof text !== "string" || !/\bchar\s*\(|\bvarchar\s*\(/i.test(text)) return type;
  const findings: Finding[] = [];
  const bounds = parseTypeText(text, "", (finding) => findings.push(finding));
  return findings.length === 0 ? overlay(type, bounds) : type;
}

function overlay(type: ColumnType, bounds: ColumnType): ColumnType {
  if (type.kind === "string" && (bounds.kind === "char" || bounds.kind === "varchar")) return bounds;
  if (type.kind === "array" && bounds.kind === "array") {
    return { ...type, element: overlay(type.element, bounds.element) };
  }
  if (type.kind === "map" && bounds.kind === "map") {
    return { ...type, key: overlay(type.key, bounds.key), value: overlay(type.value, bounds.value) };
  }
  if (type.kind === "struct" && bounds.kind === "struct" && type.fields.length === bounds.fields.length) {
    const fields = type.fields.map((field, index) => {
      const twin = bounds.fields[index];
      return twin?.name === field.name ? { ...field, type: overlay(field.type, twin.type) } : field;
    });
    return { ...type, fields };
  }
  return type;
}
