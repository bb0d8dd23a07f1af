import { type Field, sqlType, type TableSchema } from "@zerobus-gen/schema";
import type { Alteration, FieldPath } from "./alteration.js";
import { identifier, tableIdentifier } from "./identifier.js";
import type { Statement } from "./statement.js";
import { typeDefinition } from "./type-definition.js";

/** The way to another type where none leads there in place: a new column beside the old one, in steps. */
export function replaceByHand(
  table: TableSchema,
  { path, from, to, freeName }: Extract<Alteration, { kind: "replace" }>,
): Statement {
  const alter = `ALTER TABLE ${tableIdentifier(table.name)}`;
  const parents = path.slice(0, -1);
  const old = pathSql(path);
  const fresh = pathSql([...parents, freeName]);
  const steps = [
    `${alter} ADD COLUMNS (${fresh} ${definition(to)});`,
    "deploy producers that fill the new one, and the old one while somebody reads it",
    copy(table, old, fresh, from, to, parents.length > 0),
    ...(from.nullable ? [] : [`${alter} ALTER COLUMN ${old} DROP NOT NULL;`]),
    `deploy producers that leave the old one out, then: ${alter} DROP COLUMN ${old};`,
  ];
  return {
    notes: [
      `${old}: ${sqlType(from.type)} cannot become ${sqlType(to.type)} in place. A new column beside it can:`,
      ...steps.map((step, at) => `  ${at + 1}. ${step}`),
    ],
  };
}

function copy(
  table: TableSchema,
  old: string,
  fresh: string,
  from: Field,
  to: Field,
  isNested: boolean,
): string {
  if (isNested || hasParts(from) || hasParts(to)) {
    return `fill it in old rows: an UPDATE that builds ${fresh} from ${old}, with transform() inside ARRAYs`;
  }
  return `UPDATE ${tableIdentifier(table.name)} SET ${fresh} = try_cast(${old} AS ${definition(to)}) WHERE ${fresh} IS NULL;`;
}

function definition({ type }: Field): string {
  return typeDefinition(type, () => {});
}

function pathSql(path: FieldPath): string {
  return path.map(identifier).join(".");
}

function hasParts({ type }: Field): boolean {
  return type.kind === "struct" || type.kind === "array" || type.kind === "map";
}
