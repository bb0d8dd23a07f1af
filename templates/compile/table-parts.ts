import {
  type FunctionDeclaration,
  type InterfaceDeclaration,
  type JSDoc,
  type JSDocableNode,
  Node,
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
    slot("imports", startOf(names[0]), endOf(names.at(-1))),
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
    slot("members", node.getMembers()[0]?.getPos() ?? 0, endOf(node.getMembers().at(-1))),
  ]);
}

/** The template's own type is `string`, or `string` with what a nullable column adds. */
function memberPart(name: string, node: PropertySignature): Part {
  const type = node.getTypeNodeOrThrow();
  const own = Node.isUnionTypeNode(type) ? type.getTypeNodes()[0] : type;
  return cutNode(name, node, [
    slotOf("doc", docOf(node)),
    slotOf("name", node.getNameNode()),
    slot("type", startOf(own), endOf(own)),
  ]);
}

/** What a function is given comes last: after the writer itself and, for an element, its index. */
function functionPart(name: string, node: FunctionDeclaration): Part {
  const given = node.getParameters().filter((parameter) => !["w", "index"].includes(parameter.getName()));
  const statements = node.getStatements();
  return cutNode(name, node, [
    slot("name", startOf(node.getNameNode()), endOf(node.getNameNode())),
    ...given.map((parameter) => slotOf(parameter.getName(), parameter.getTypeNodeOrThrow())),
    slot("lines", statements[0]?.getPos() ?? 0, endOf(statements.at(-1))),
  ]);
}

function linePart(node: FunctionDeclaration): Part {
  const statement = node.getStatements()[0];
  if (statement === undefined) throw new TypeError(`${node.getName()} writes nothing`);
  return cutNode("line", statement, [slotOf("code", statement)]);
}

function tablePart(file: SourceFile): Part {
  const table = file.getVariableDeclarationOrThrow(PLACEHOLDER);
  const statement = table.getVariableStatementOrThrow();
  const doc = docOf(statement);
  const definition = table.getFirstDescendantByKindOrThrow(SyntaxKind.ObjectLiteralExpression);
  const properties = definition.getProperties().map((property): Slot => {
    const assignment = property.asKindOrThrow(SyntaxKind.PropertyAssignment);
    return slotOf(assignment.getName(), assignment.getInitializerOrThrow());
  });
  return cutPart("table", file, statement.getPos(), file.getEnd(), [
    ...slotsSaying("title", TABLE, file, doc.getStart(), doc.getEnd()),
    slotOf("exported", table.getNameNode()),
    ...slotsSaying(
      "row",
      `${PLACEHOLDER}Row`,
      file,
      table.getTypeNodeOrThrow().getStart(),
      definition.getStart(),
    ),
    ...properties,
  ]);
}

function fingerprintOf(file: SourceFile): string {
  const [found] = /sha256:[0-9a-f]{64}/.exec(file.getFullText()) ?? [];
  if (found === undefined) throw new TypeError(`${file.getBaseName()} has no fingerprint`);
  return found;
}

function docOf(node: JSDocableNode): JSDoc {
  const [doc] = node.getJsDocs();
  if (doc === undefined) throw new TypeError("the template has a declaration without a comment");
  return doc;
}

function startOf(node: Node | undefined): number {
  if (node === undefined) throw new TypeError("the template lacks what a part is made of");
  return node.getStart();
}

function endOf(node: Node | undefined): number {
  if (node === undefined) throw new TypeError("the template lacks what a part is made of");
  return node.getEnd();
}
