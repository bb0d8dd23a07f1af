import { type ColumnType, type Field, sqlType } from "@zerobus-gen/schema";
import { docText } from "./doc-comment.js";

/** How a column fills itself, as its comment says it. What the service does about it is documented nowhere. */
const COMPUTED: Readonly<Record<NonNullable<Field["computed"]>, string>> = {
  default: "The table has a DEFAULT for it.",
  generated: "The table has a GENERATED expression for it.",
  identity: "The table numbers it: IDENTITY.",
};

/** What the doc comment of a column or STRUCT field says: its SQL, and what the catalog has to say of it. */
export function memberDoc(field: Field, property: string): string {
  const column = property === field.name ? "" : `\`${field.name}\` `;
  const sql = `${column}${shortSql(field.type)}${field.nullable ? "" : " NOT NULL"}`;
  const comment = docText(field.comment ?? "");
  const said = [
    ...(field.computed === undefined ? [] : [COMPUTED[field.computed]]),
    ...(comment === "" ? [] : [comment]),
  ];
  return said.length === 0 ? sql : `${sql}. ${said.join(" ")}`;
}

/** The SQL type without the members of its STRUCTs: they have an interface of their own. */
function shortSql(type: ColumnType): string {
  switch (type.kind) {
    case "struct":
      return "STRUCT";
    case "array":
      return `ARRAY<${shortSql(type.element)}>`;
    case "map":
      return `MAP<${shortSql(type.key)}, ${shortSql(type.value)}>`;
    case "string":
      // The name of a collation is whatever the catalog spells.
      return type.collation === undefined ? "STRING" : `STRING COLLATE ${docText(type.collation)}`;
  }
  return sqlType(type);
}
