import type { Finding } from "../table/problem.js";
import type { ColumnType } from "../table/table-schema.js";
import { parseTypeText } from "./type-text.js";

/**
 * The type with CHAR(n), VARCHAR(n) and collations where the text of the same type has them. All of these stand as
 * STRING in Spark's JSON; only a text beside it says which. All else comes from the type, which says more than a
 * text can.
 */
export function withStringTypes(type: ColumnType, text: unknown): ColumnType {
  if (typeof text !== "string" || !/\bchar\s*\(|\bvarchar\s*\(|\bcollate\s/i.test(text)) return type;
  const findings: Finding[] = [];
  const said = parseTypeText(text, "", (finding) => findings.push(finding));
  return findings.length === 0 ? overlay(type, said) : type;
}

function overlay(type: ColumnType, said: ColumnType): ColumnType {
  if (type.kind === "string") {
    const isNews = said.kind === "char" || said.kind === "varchar" || said.kind === "string";
    return isNews && type.collation === undefined ? said : type;
  }
  if (type.kind === "array" && said.kind === "array") {
    return { ...type, element: overlay(type.element, said.element) };
  }
  if (type.kind === "map" && said.kind === "map") {
    return { ...type, key: overlay(type.key, said.key), value: overlay(type.value, said.value) };
  }
  if (type.kind === "struct" && said.kind === "struct" && type.fields.length === said.fields.length) {
    const fields = type.fields.map((field, index) => {
      const twin = said.fields[index];
      return twin?.name === field.name ? { ...field, type: overlay(field.type, twin.type) } : field;
    });
    return { ...type, fields };
  }
  return type;
}
