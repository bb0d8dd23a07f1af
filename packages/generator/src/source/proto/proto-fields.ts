import type { DescField, DescMessage, ScalarType } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import {
  type ColumnType,
  columnPath,
  elementPath,
  entryPath,
  type Field,
  type Finding,
  MAX_DEPTH,
  MAX_FIELDS,
  parseTypeText,
  quoteName,
  type Report,
  reportTooDeep,
  STAND_IN,
  sqlType,
} from "@zerobus-gen/schema";
import { type Annotation, protoComment } from "./proto-comment.js";
import { insteadOfWellKnown, refineType, scalarColumns } from "./proto-type.js";

/**
 * The fields of a message as columns. Messages they use, in whatever file, unfold into STRUCTs.
 *
 * @param warned messages whose implicit presence was reported already
 */
export function readProtoFields(
  message: DescMessage,
  report: Report,
  warned: Set<DescMessage>,
): readonly Field[] {
  // One more than `checkTable` lets pass: where unfolding stops for size, the table is refused for it.
  return readFields(message, "", { report, warned, open: [], fieldsLeft: MAX_FIELDS + 1 });
}

interface Unfolding {
  readonly report: Report;
  readonly warned: Set<DescMessage>;
  /** The messages being unfolded, outermost first. */
  readonly open: DescMessage[];
  fieldsLeft: number;
}

function readFields(message: DescMessage, parent: string, unfolding: Unfolding): readonly Field[] {
  for (const oneof of message.oneofs) {
    unfolding.report({
      code: "ONEOF",
      column: columnPath(parent, oneof.name),
      message: `a table has no oneof: ${oneof.fields.map((field) => field.name).join(", ")} are columns side by side`,
      hint: "take the fields out of the oneof, make them optional, and fill one of them",
    });
  }
  warnOfImplicitPresence(message, unfolding);
  const fields: Field[] = [];
  unfolding.open.push(message);
  for (const field of message.fields) {
    if (unfolding.fieldsLeft-- <= 0) break;
    fields.push(readField(field, columnPath(parent, field.name), unfolding));
  }
  unfolding.open.pop();
  return fields;
}

function readField(field: DescField, column: string, unfolding: Unfolding): Field {
  const { text, annotations } = protoComment(field);
  const own = fieldType(field, column, unfolding);
  return {
    name: field.name,
    number: field.number,
    type: own ? annotatedType(own, annotations, column, unfolding.report) : STAND_IN,
    nullable: field.presence !== FeatureSet_FieldPresence.LEGACY_REQUIRED,
    ...(text !== undefined && { comment: text }),
  };
}

/** Undefined where the type was reported. */
function fieldType(field: DescField, column: string, unfolding: Unfolding): ColumnType | undefined {
  switch (field.fieldKind) {
    case "scalar":
    case "enum":
    case "message":
      return singleType(field, column, unfolding);
    case "list": {
      const element = singleType(field, elementPath(column), unfolding);
      return element && { kind: "array", element, elementNullable: false };
    }
    case "map": {
      const key = scalarType(field.mapKey, entryPath(column, "key"), unfolding.report);
      const value = singleType(field, entryPath(column, "value"), unfolding);
      return key && value && { kind: "map", key, value, valueNullable: false };
    }
  }
}

/** The type of a field, of the elements of a list or of the values of a map. */
function singleType(field: DescField, column: string, unfolding: Unfolding): ColumnType | undefined {
  const { report } = unfolding;
  if (field.scalar !== undefined) return scalarType(field.scalar, column, report);
  if (field.message === undefined) {
    refuse(
      `the enum ${field.enum?.typeName}`,
      "string with the value's name, or int32 with its number",
      column,
      report,
    );
    return undefined;
  }
  if ("delimitedEncoding" in field && field.delimitedEncoding) {
    refuse("a group (delimited encoding)", "a plain field with a message type", column, report);
    return undefined;
  }
  return structType(field.message, column, unfolding);
}

function scalarType(scalar: ScalarType, column: string, report: Report): ColumnType | undefined {
  const kind = scalarColumns[scalar];
  if (typeof kind === "string") return { kind };
  refuse(kind.name, kind.instead, column, report);
  return undefined;
}

function structType(message: DescMessage, column: string, unfolding: Unfolding): ColumnType | undefined {
  const { open, report } = unfolding;
  if (message.file.proto.package === "google.protobuf") {
    refuse(message.typeName, insteadOfWellKnown(message.typeName), column, report);
    return undefined;
  }
  if (open.includes(message)) {
    const cycle = [...open.slice(open.indexOf(message)), message].map(({ name }) => name).join(" -> ");
    report({
      code: "RECURSIVE_MESSAGE",
      column,
      message: `a table cannot contain itself: ${cycle}`,
      hint: "leave this field out, or keep the nested value as JSON text in a string",
    });
    return undefined;
  }
  if (open.length > MAX_DEPTH) {
    reportTooDeep(column, report);
    return undefined;
  }
  return { kind: "struct", fields: readFields(message, column, unfolding) };
}

function refuse(name: string, instead: string, column: string, report: Report): void {
  report({
    code: "UNSUPPORTED_TYPE",
    column,
    message: `no column type stands for ${name}`,
    hint: `use ${instead}`,
  });
}

/** The type that a `@zerobus type` line gives the field, or the one it has by itself. */
function annotatedType(
  own: ColumnType,
  annotations: readonly Annotation[],
  column: string,
  report: Report,
): ColumnType {
  const [first, second] = annotations;
  if (!first) return own;
  const misuse = (message: string): ColumnType => {
    const hint = "write one line `@zerobus type T`, with T a type in SQL that looks the same on the wire";
    report({ code: "ANNOTATION", column, message, hint });
    return own;
  };
  if (second) return misuse("more than one @zerobus line for one field");
  if (first.word !== "type") return misuse(`@zerobus ${quoteName(first.word)} means nothing at a field`);
  const findings: Finding[] = [];
  const wanted = parseTypeText(first.value, column, (finding) => findings.push(finding));
  findings.forEach(report);
  if (findings.length > 0) return own;
  return (
    refineType(own, wanted) ??
    misuse(`${quoteName(first.value)} does not fit the field, which is ${quoteName(sqlType(own))} by itself`)
  );
}

/**
 * A field without presence loses 0, "" and false on the wire, and the service takes what is not there for
 * NULL. Generated code writes such values all the same, other producers of the same `.proto` do not.
 */
function warnOfImplicitPresence(message: DescMessage, { report, warned }: Unfolding): void {
  if (warned.has(message)) return;
  const names = message.fields
    .filter((f) => f.fieldKind === "scalar" && f.presence === FeatureSet_FieldPresence.IMPLICIT)
    .map((field) => field.name);
  if (names.length === 0) return;
  warned.add(message);
  const shown = names.slice(0, 20).join(", ");
  const rest = names.length > 20 ? ` and ${names.length - 20} more` : "";
  report({
    code: "IMPLICIT_PRESENCE",
    message: `${message.typeName} has fields without \`optional\`: ${shown}${rest}; they become nullable columns, and 0, "" and false are written explicitly`,
    hint: "mark them `optional`, so that other producers of this .proto do not turn such values into NULL",
  });
}
