import { base64Encode } from "@bufbuild/protobuf/wire";
import { fingerprint, formatTableName, type TableSchema } from "@zerobus-gen/schema";
import {
  type FunctionDeclaration,
  type FunctionDeclarationStructure,
  type InterfaceDeclaration,
  type InterfaceDeclarationStructure,
  type SourceFile,
  StructureKind,
  SyntaxKind,
} from "ts-morph";
import { rowDescriptor } from "./descriptor.js";
import { docText } from "./doc-comment.js";
import { openTemplate } from "./open-template.js";
import { TAKEN_NAMES } from "./output-names.js";
import { type FunctionCode, type InterfaceCode, type MemberCode, rowCode } from "./row-code.js";

/** What the template calls its table, and what it prefixes its other names with. */
const PLACEHOLDER = "Placeholder";
const PLACEHOLDER_TABLE = "catalog.schema.placeholder";

/**
 * The module of one table: `templates/table.ts` with names, members and lines in place of the placeholder's.
 *
 * @param exported name of the exported table
 * @param template text of the template
 */
export function tableModule(
  schema: TableSchema,
  exported: string,
  template: string,
  sha256: (text: string) => string,
): string {
  const name = formatTableName(schema.name);
  const columns = `sha256:${fingerprint(schema, sha256)}`;
  const code = rowCode(schema.columns, exported, [...TAKEN_NAMES, exported]);
  const file = openTemplate(
    template.replaceAll(PLACEHOLDER_TABLE, name).replaceAll(/sha256:[0-9a-f]{64}/g, columns),
  );
  // Each change parses the file anew, so the large ones come last.
  fillImports(file, code.imports);
  fillTable(file, exported, {
    name,
    fingerprint: columns,
    descriptor: base64Encode(rowDescriptor(schema)),
  });
  fillFunctions(file, code.functions);
  fillInterfaces(file, code.interfaces, docText(schema.comment ?? ""));
  return file.getFullText();
}

function fillImports(file: SourceFile, imports: ReadonlySet<string>): void {
  const declaration = file.getImportDeclarationOrThrow("@zerobus-gen/runtime/codegen");
  const inTemplate = declaration.getNamedImports().map((named) => named.getStructure());
  const added = [...imports].map((name) => ({ name, isTypeOnly: name.endsWith("Input") }));
  const sorted = [...inTemplate, ...added].sort((a, b) =>
    a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1,
  );
  declaration.removeNamedImports();
  declaration.addNamedImports(sorted);
}

function fillInterfaces(file: SourceFile, interfaces: readonly InterfaceCode[], comment: string): void {
  const row = file.getInterfaceOrThrow(`${PLACEHOLDER}Row`);
  const struct = file.getInterfaceOrThrow(`${PLACEHOLDER}Struct`);
  const required = row.getPropertyOrThrow("required").getStructure();
  const nullable = row.getPropertyOrThrow("nullable").getStructure();
  const rowName = interfaces[0]?.name ?? "";

  const property = (member: MemberCode) => ({
    ...(member.nullable ? nullable : required),
    name: member.name,
    // The template's own type is string, or string with what a nullable column adds.
    type: String((member.nullable ? nullable : required).type).replace("string", () => member.type),
    docs: [member.doc],
  });
  const filled = interfaces.map((code): InterfaceDeclarationStructure => {
    const prototype = (code.path === "" ? row : struct).getStructure();
    const doc = docOf(code.path === "" ? row : struct)
      .replace("`struct`", () => `\`${code.path}\``)
      .replace(`${PLACEHOLDER}Row`, rowName);
    const docs = [code.path === "" && comment !== "" ? `${doc} ${comment}` : doc];
    return { ...prototype, name: code.name, docs, properties: code.members.map(property) };
  });
  const place = row.getChildIndex();
  struct.remove();
  row.remove();
  file.insertInterfaces(place, filled);
}

function fillFunctions(file: SourceFile, functions: readonly FunctionCode[]): void {
  const prototypes: Readonly<Record<FunctionCode["role"], FunctionDeclaration>> = {
    row: file.getFunctionOrThrow(`write${PLACEHOLDER}Row`),
    struct: file.getFunctionOrThrow(`write${PLACEHOLDER}Struct`),
    element: file.getFunctionOrThrow(`write${PLACEHOLDER}ListElement`),
    entry: file.getFunctionOrThrow(`write${PLACEHOLDER}MapEntry`),
  };
  const filled = functions.map((code): FunctionDeclarationStructure => {
    const structure = signatureOf(prototypes[code.role]);
    // What a writer is given comes last: after the writer itself and, for an element, its index.
    const parameters = structure.parameters ?? [];
    const given = parameters.length - code.types.length;
    return {
      ...structure,
      name: code.name,
      parameters: parameters.map((parameter, at) => {
        const type = code.types[at - given];
        return type === undefined ? parameter : { ...parameter, type };
      }),
      statements: [...code.lines],
    };
  });
  const place = prototypes.row.getChildIndex();
  for (const prototype of Object.values(prototypes)) prototype.remove();
  file.insertFunctions(place, filled);
}

function fillTable(file: SourceFile, exported: string, texts: Readonly<Record<string, string>>): void {
  const table = file.getVariableDeclarationOrThrow(PLACEHOLDER);
  const definition = table.getFirstDescendantByKindOrThrow(SyntaxKind.ObjectLiteralExpression);
  const rename = (text: string): string => text.replace(PLACEHOLDER, exported);
  for (const property of definition.getProperties()) {
    const assignment = property.asKindOrThrow(SyntaxKind.PropertyAssignment);
    const text = texts[assignment.getName()];
    assignment.setInitializer(
      text === undefined ? rename(assignment.getInitializerOrThrow().getText()) : JSON.stringify(text),
    );
  }
  table.setType(rename(table.getTypeNodeOrThrow().getText()));
  table.getNameNode().replaceWithText(exported);
}

function docOf(declaration: InterfaceDeclaration): string {
  return declaration.getJsDocs()[0]?.getDescription().trim() ?? "";
}

function signatureOf(declaration: FunctionDeclaration): FunctionDeclarationStructure {
  const structure = declaration.getStructure();
  if (structure.kind === StructureKind.FunctionOverload)
    throw new TypeError(`the template's ${declaration.getName()} is overloaded`);
  return structure;
}
