import { type ColumnType, type Field, formatTableName, sqlType, type TableSchema } from "@zerobus-gen/schema";
import { plainText } from "./doc-comment.js";
import { type MessageField, type RowMessage, rowMessage } from "./row-message.js";

/**
 * A table's row as the text of a `.proto` (proto2) that needs no other. Compiled, it gives the descriptor that the
 * generated client sends; read by this tool, the table, by its `@zerobus` lines: all of it but NOT NULL of ARRAYs and
 * MAPs, collations, and the types inside of a MAP to STRUCTs. Expects a writable table.
 *
 * A MAP whose entry cannot be called as protoc calls it is written as what it is on the wire, a repeated message.
 */
export function protoText(schema: TableSchema): string {
  const table = formatTableName(schema.name);
  const comment = commentLines(schema.comment, "");
  const row = messageText(rowMessage(schema), "");
  return `syntax = "proto2";\n\n${comment}// @zerobus table ${table}\n${row}`;
}

function messageText({ name, fields }: RowMessage, indent: string): string {
  const inside = `${indent}  `;
  return `${indent}message ${name} {\n${fields.map((field) => fieldText(field, inside)).join("")}${indent}}\n`;
}

/** A field, after the messages that it needs: in this order they stand in the descriptor. */
function fieldText(field: MessageField, indent: string): string {
  const { name, number, column } = field;
  const comment = column === undefined ? "" : commentLines(column.comment, indent) + typeLine(column, indent);
  const options = jsonName(name) === name ? "" : ` [json_name = "${name}"]`;
  const [nested, words] = typeText(field, indent);
  const label = words.startsWith("map<") ? "" : `${field.label} `;
  return `${nested}${comment}${indent}${label}${words} ${name} = ${number}${options};\n`;
}

/** The messages that a field needs, and its type. */
function typeText({ name, type }: MessageField, indent: string): readonly [nested: string, words: string] {
  if (typeof type === "string") return ["", type];
  if (!type.isEntry || type.name !== entryName(name)) return [messageText(type, indent), type.name];
  const [key, value] = type.fields;
  const inside = typeof value?.type === "object" ? messageText(value.type, indent) : "";
  return [inside, `map<${typeName(key)}, ${typeName(value)}>`];
}

function typeName(field: MessageField | undefined): string {
  return typeof field?.type === "object" ? field.type.name : (field?.type ?? "");
}

/** The column's type, where protobuf alone would be read as another one. */
function typeLine({ type }: Field, indent: string): string {
  return isPlain(type) ? "" : `${indent}// @zerobus type ${sqlType(type)}\n`;
}

/** Whether the protobuf type says all there is to say, or there is a STRUCT in it, whose fields say it. */
function isPlain(type: ColumnType): boolean {
  switch (type.kind) {
    case "array":
      return isPlain(type.element);
    case "map":
      return type.value.kind === "struct" || (isPlain(type.key) && isPlain(type.value));
    case "boolean":
    case "int":
    case "bigint":
    case "float":
    case "double":
    case "string":
    case "binary":
    case "struct":
      return true;
  }
  return false;
}

/** A comment from a catalog as lines of their own. None is taken for one of ours. */
function commentLines(comment: string | undefined, indent: string): string {
  const text = plainText(comment ?? "").trim();
  if (text === "") return "";
  const lines = text.split("\n").map((line) => line.trimEnd().replace(/^(\s*)@/, "$1\\@"));
  return lines.map((line) => (line === "" ? `${indent}//\n` : `${indent}// ${line}\n`)).join("");
}

/** What protoc calls a field in JSON by itself. */
function jsonName(name: string): string {
  return name.replace(/_+([^_]?)/g, (_, next: string) =>
    next.replace(/[a-z]/, (letter) => letter.toUpperCase()),
  );
}

/** What protoc calls the entries of a MAP. */
function entryName(name: string): string {
  return `${jsonName(`_${name}`)}Entry`;
}
