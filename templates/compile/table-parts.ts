import {
  type FunctionDeclaration,
  type InterfaceDeclaration,
  type JSDoc,
  type JSDocableNode,
  Node,
  type ObjectLiteralExpression,
  type PropertySignature,
  type SourceFile,
  SyntaxKind,
} from "ts-morph";
import { cutNode, cutPart, type Part, type Slot, slot, slotOf, slotsSaying } from "./part.js";

const PLACEHOLDER = "Placeholder";
const TABLE = "catalog.schema.placeholder";

/** The parts of `templates/table.ts`. Each begins where what stands before it ends. */
export function tableParts(file: SourceFile): readonly Part[] {
  const row = file.getInterfaceOrThrow(`${PLACEHOLDER}Row`);
  const struct = file.getInterfaceOrThrow(`${PLACEHOLDER}Struct`);
  const write = file.getFunctionOrThrow(`write${PLACEHOLDER}Row`);
  return [
    headPart(file),
    typeImportPart(file),
    docPart("rowDoc", row, { table: TABLE }),
    docPart("structDoc", struct, { path: "struct", row: row.getName() }),
    interfacePart("interfaceOf", row),
    memberPart("requiredMember", row.getPropertyOrThrow("required")),
    memberPart("nullableMember", row.getPropertyOrThrow("nullable")),
    functionPart("rowFunction", write),
    functionPart("structFunction", file.getFunctionOrThrow(`write${PLACEHOLDER}Struct`)),
    functionPart("elementFunction", file.getFunctionOrThrow(`write${PLACEHOLDER}ListElement`)),
    functionPart("entryFunction", file.getFunctionOrThrow(`write${PLACEHOLDER}MapEntry`)),
    linePart(write),
    tablePart(file),
    ...columnsParts(file),
  ];
}

/** All up to the end of the first import. */
function headPart(file: SourceFile): Part {
  const declaration = file.getImportDeclarationOrThrow("@zerobus-gen/runtime/codegen");
  const names = declaration.getNamedImports();
  const [from, to] = [0, declaration.getEnd()];
  return cutPart("head", file, from, to, [
    ...slotsSaying("table", TABLE, file, from, to),
    ...slotsSaying("columns", fingerprintOf(file), file, from, to),
    // With the space on either side, which is a line end where there are many.
    slot("imports", firstOf(names).getStart() - 1, firstOf(names.slice(-1)).getEnd() + 1),
  ]);
}

/** The import of what the values of a VARIANT are. */
function typeImportPart(file: SourceFile): Part {
  const declaration = file.getImportDeclarationOrThrow("./payload.js");
  return cutNode("typeImport", declaration, [
    slotOf("names", firstOf(declaration.getNamedImports())),
    slotOf("from", declaration.getModuleSpecifier()),
  ]);
}

/** What a doc comment says, without what makes it one. */
function docPart(name: string, node: JSDocableNode & Node, words: Readonly<Record<string, string>>): Part {
  const file = node.getSourceFile();
  const doc = docOf(node);
  const [from, to] = [doc.getStart() + "/** ".length, doc.getEnd() - " */".length];
  const slots = Object.entries(words).flatMap(([key, said]) => slotsSaying(key, said, file, from, to));
  return cutPart(name, file, from, to, slots);
}

function interfacePart(name: string, node: InterfaceDeclaration): Part {
  return cutNode(name, node, [
    slotOf("doc", docOf(node)),
    slotOf("name", node.getNameNode()),
    slotOver("members", node.getMembers()),
  ]);
}

/** The template's own type is `string`, or `string` with what a nullable column adds. */
function memberPart(name: string, node: PropertySignature): Part {
  const type = node.getTypeNodeOrThrow();
  const own = Node.isUnionTypeNode(type) ? firstOf(type.getTypeNodes()) : type;
  return cutNode(name, node, [
    slotOf("doc", docOf(node)),
    slotOf("name", node.getNameNode()),
    slotOf("type", own),
  ]);
}

/** What a function is given comes last: after the writer itself and, for an element, its index. */
function functionPart(name: string, node: FunctionDeclaration): Part {
  const given = node.getParameters().filter((parameter) => !["w", "index"].includes(parameter.getName()));
  return cutNode(name, node, [
    slotOf("name", node.getNameNodeOrThrow()),
    ...given.map((parameter) => slotOf(parameter.getName(), parameter.getTypeNodeOrThrow())),
    slotOver("lines", node.getStatements()),
  ]);
}

function linePart(node: FunctionDeclaration): Part {
  const statement = firstOf(node.getStatements());
  return cutNode("line", statement, [slotOf("code", statement)]);
}

function tablePart(file: SourceFile): Part {
  const table = file.getVariableDeclarationOrThrow(PLACEHOLDER);
  const statement = table.getVariableStatementOrThrow();
  const doc = docOf(statement);
  const properties = definitionOf(file)
    .getProperties()
    .map((property): Slot => {
      const assignment = property.asKindOrThrow(SyntaxKind.PropertyAssignment);
      if (assignment.getName() === "columns") return slot("columns", property.getPos(), commaEnd(property));
      return slotOf(assignment.getName(), assignment.getInitializerOrThrow());
    });
  const type = table.getTypeNodeOrThrow();
  return cutPart("table", file, statement.getPos(), file.getEnd(), [
    ...slotsSaying("title", TABLE, file, doc.getStart(), doc.getEnd()),
    slotOf("exported", table.getNameNode()),
    ...slotsSaying("row", `${PLACEHOLDER}Row`, file, type.getStart(), type.getEnd()),
    ...properties,
  ]);
}

/** The property of a definition that a table may lack, and what it has for each renamed column. */
function columnsParts(file: SourceFile): readonly Part[] {
  const columns = definitionOf(file)
    .getPropertyOrThrow("columns")
    .asKindOrThrow(SyntaxKind.PropertyAssignment);
  const renamed = firstOf(
    columns.getInitializerIfKindOrThrow(SyntaxKind.ObjectLiteralExpression).getProperties(),
  ).asKindOrThrow(SyntaxKind.PropertyAssignment);
  return [
    cutPart("columns", file, columns.getPos(), commaEnd(columns), [
      slot("entries", renamed.getPos(), commaEnd(renamed)),
    ]),
    cutPart("renamedColumn", file, renamed.getPos(), commaEnd(renamed), [
      slotOf("property", renamed.getNameNode()),
      slotOf("column", renamed.getInitializerOrThrow()),
    ]),
  ];
}

function definitionOf(file: SourceFile): ObjectLiteralExpression {
  return file
    .getVariableDeclarationOrThrow(PLACEHOLDER)
    .getFirstDescendantByKindOrThrow(SyntaxKind.ObjectLiteralExpression);
}

function fingerprintOf(file: SourceFile): string {
  const [found] = /sha256:[0-9a-f]{64}/.exec(file.getFullText()) ?? [];
  if (found === undefined) throw new TypeError(`${file.getBaseName()} has no fingerprint`);
  return found;
}

function docOf(node: JSDocableNode): JSDoc {
  return firstOf(node.getJsDocs());
}

function commaEnd(property: Node): number {
  return property.getNextSiblingIfKindOrThrow(SyntaxKind.CommaToken).getEnd();
}

function firstOf<T>(nodes: readonly T[]): T {
  const [first] = nodes;
  if (first === undefined) throw new TypeError("the template lacks what a part is made of");
  return first;
}

/** Marks the nodes from the first to the last, with what stands before the first. */
function slotOver(name: string, nodes: readonly Node[]): Slot {
  return slot(name, firstOf(nodes).getPos(), firstOf(nodes.slice(-1)).getEnd());
}
