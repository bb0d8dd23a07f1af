import { elementPath, entryPath, quoteName } from "../table/column-path.js";
import { parseTableName, tableLabel } from "../table/table-name.js";

/** A value of a JSON text, and the line it begins on. */
interface Node {
  readonly line: number;
  readonly members: Map<string, Node>;
  readonly items: Node[];
  /** What a string says; undefined for all else. */
  readonly text: string | undefined;
}

/**
 * Where in the text of a lock a table or a field of it stands, counted from 1: for the annotations of a CI.
 *
 * @param text a lock, however it is laid out; one that is no JSON has no lines
 * @returns a function of the table's full name and the path of a column, as problems and changes have them. A path
 *   that the lock does not have is where its nearest parent is; a table that it does not have is nowhere.
 */
export function lockLines(text: string): (table: string, path?: string) => number | undefined {
  let lines: LinesOfTables | undefined;
  return (table, path = "") => {
    // Most reports ask for no line at all.
    lines ??= linesOfTables(text);
    const found = lines.get(table);
    for (let at = path; found !== undefined; at = at.replace(/(?:^|\.)[^.[\]]*$|\[[a-z]*\]$|.$/s, "")) {
      const line = found.get(at);
      if (line !== undefined) return line;
    }
    return undefined;
  };
}

/** By the name of a table, the lines of its paths. */
type LinesOfTables = ReadonlyMap<string, ReadonlyMap<string, number>>;

function linesOfTables(text: string): LinesOfTables {
  const lines = new Map<string, ReadonlyMap<string, number>>();
  for (const table of parseTree(text)?.members.get("tables")?.items ?? []) {
    const found = new Map([["", table.line]]);
    for (const field of table.members.get("columns")?.items ?? []) noteField(field, "", found);
    for (const name of tableNames(table.members.get("name"))) lines.set(name, found);
  }
  return lines;
}

/** The line of one place: {@link lockLines} for many. */
export function lockLine(text: string, table: string, path?: string): number | undefined {
  return lockLines(text)(table, path);
}

/** The table as `formatTableName` has it, and as `tableLabel` does. */
function tableNames(name: Node | undefined): readonly string[] {
  if (name?.text === undefined) {
    const parts = name?.items.flatMap(({ text }) => text ?? []) ?? [];
    return [parts.join("."), parts.map(quoteName).join(".")];
  }
  const parsed = parseTableName(name.text);
  return "name" in parsed ? [name.text, tableLabel(parsed.name)] : [name.text];
}

function noteField(field: Node, parent: string, found: Map<string, number>): void {
  const name = field.members.get("name")?.text;
  if (name === undefined) return;
  const path = parent === "" ? quoteName(name) : `${parent}.${quoteName(name)}`;
  found.set(path, field.line);
  noteType(field.members.get("type"), path, found);
}

function noteType(type: Node | undefined, path: string, found: Map<string, number>): void {
  for (const [key, inner] of type?.members ?? []) {
    if (key === "fields") for (const field of inner.items) noteField(field, path, found);
    if (key === "elementType") notePart(inner, elementPath(path), found);
    if (key === "keyType") notePart(inner, entryPath(path, "key"), found);
    if (key === "valueType") notePart(inner, entryPath(path, "value"), found);
  }
}

function notePart(part: Node, path: string, found: Map<string, number>): void {
  found.set(path, part.line);
  noteType(part, path, found);
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|\n|[^\s{}[\],:"]+/gs;

/** The tree of a text that is JSON; undefined for any other. */
function parseTree(text: string): Node | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const root: Node = node(1, undefined);
  const open = [root];
  let line = 1;
  let key: string | undefined;
  let last: Node | undefined;
  const add = (child: Node): void => {
    const parent = open.at(-1) ?? root;
    if (key === undefined) parent.items.push(child);
    else parent.members.set(key, child);
    key = undefined;
    last = child;
  };
  for (const [word] of text.matchAll(token)) {
    if (word === "\n") line++;
    else if (word === ":") {
      // What seemed an item was the key of what follows.
      key = last?.text;
      open.at(-1)?.items.pop();
    } else if (word === "{" || word === "[") {
      const child = node(line, undefined);
      add(child);
      open.push(child);
    } else if (word === "}" || word === "]") open.pop();
    else if (word !== ",") add(node(line, word.startsWith('"') ? String(JSON.parse(word)) : undefined));
  }
  return root.items[0];
}

function node(line: number, text: string | undefined): Node {
  return { line, members: new Map(), items: [], text };
}
