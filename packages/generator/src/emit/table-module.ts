import { fingerprint, formatTableName } from "@zerobus-gen/schema";
import { rowDescriptor } from "./descriptor.js";
import { docComment, docText } from "./doc-comment.js";
import * as parts from "./gen/table-parts.js";
import { TAKEN_NAMES } from "./output-names.js";
import { type FunctionCode, type InterfaceCode, type MemberCode, type RowCode, rowCode } from "./row-code.js";
import type { TableToEmit } from "./table-to-emit.js";

/** A path is cut here: each STRUCT has the names of all around it in its own. */
const LONGEST_PATH = 200;

/**
 * The module of one table: `templates/table.ts` with names, members and lines in place of the placeholder's.
 *
 * @param exported name of the exported table
 */
export function tableModule(table: TableToEmit, exported: string, sha256: (text: string) => string): string {
  const { schema } = table;
  const name = formatTableName(schema.name);
  const columns = `sha256:${fingerprint(schema, sha256)}`;
  const row = `${exported}Row`;
  const code = rowCode(table, exported, [...TAKEN_NAMES, exported]);
  const comment = docText(schema.comment ?? "");
  return [
    parts.head({ table: name, columns, imports: importList(code.imports) }),
    ...code.typeImports.list().map(parts.typeImport),
    ...code.interfaces.map((each) => interfaceText(each, name, row, comment)),
    ...code.functions.map(functionText),
    parts.table({
      title: name,
      exported,
      row,
      name: JSON.stringify(name),
      fingerprint: JSON.stringify(columns),
      write: `write${row}`,
      columns: columnsText(code.renamed),
      descriptor: JSON.stringify(rowDescriptor(schema)),
    }),
  ].join("");
}

/** Longest list of imported names on one line: the line then has 110 characters. */
const LONGEST_IMPORTS = 63;

/** The runtime's names in the order of the alphabet. What begins with a capital letter is a type. */
function importList(names: ReadonlySet<string>): string {
  const sorted = [...names].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const words = sorted.map((name) => (/^[A-Z]/.test(name) ? `type ${name}` : name));
  const line = words.join(", ");
  return line.length <= LONGEST_IMPORTS ? ` ${line} ` : `\n${words.map((word) => `  ${word},\n`).join("")}`;
}

function interfaceText(
  { name, path, members }: InterfaceCode,
  table: string,
  row: string,
  comment: string,
): string {
  const own =
    path === ""
      ? parts.rowDoc({ table })
      : parts.structDoc({
          path: path.length <= LONGEST_PATH ? path : `${path.slice(0, LONGEST_PATH)}…`,
          row,
        });
  const doc = path === "" && comment !== "" ? `${own} ${comment}` : own;
  return parts.interfaceOf({ doc: docComment(doc, ""), name, members: members.map(memberText).join("") });
}

function memberText({ doc, name, type, nullable }: MemberCode): string {
  const part = nullable ? parts.nullableMember : parts.requiredMember;
  return part({ doc: docComment(doc, "  "), name, type });
}

function functionText({ name, role, types: [first = "", second = ""], lines }: FunctionCode): string {
  const code = lines.map((line) => parts.line({ code: line })).join("");
  switch (role) {
    case "row":
      return parts.rowFunction({ name, row: first, lines: code });
    case "struct":
      return parts.structFunction({ name, value: first, lines: code });
    case "element":
      return parts.elementFunction({ name, element: first, lines: code });
    case "entry":
      return parts.entryFunction({ name, key: first, value: second, lines: code });
  }
}

/** The property that says which columns a row has under other names, if there are any. */
function columnsText(renamed: RowCode["renamed"]): string {
  if (renamed.length === 0) return "";
  const entries = renamed.map(({ property, column }) =>
    parts.renamedColumn({ property, column: JSON.stringify(column) }),
  );
  return parts.columns({ entries: entries.join("") });
}
