import { type SourceFile, SyntaxKind } from "ts-morph";
import { openTemplate } from "./open-template.js";
import type { OutputNames } from "./output-names.js";

/** The module that exports every table: `templates/index.ts` with the tables in place of the placeholder. */
export function indexModule(tables: readonly OutputNames[], template: string): string {
  const file = openTemplate(template);
  const sorted = [...tables].sort((a, b) => (a.file < b.file ? -1 : 1));
  fillImports(file, sorted);
  fillExports(file, sorted);
  fillTables(file, sorted);
  return file.getFullText();
}

function fillImports(file: SourceFile, tables: readonly OutputNames[]): void {
  const declaration = file.getImportDeclarationOrThrow("./table.js");
  const place = declaration.getChildIndex();
  declaration.remove();
  file.insertImportDeclarations(
    place,
    tables.map(({ exported, file: name }) => ({ namedImports: [exported], moduleSpecifier: `./${name}.js` })),
  );
}

function fillExports(file: SourceFile, tables: readonly OutputNames[]): void {
  const declaration = file.getExportDeclarationOrThrow((node) => node.hasModuleSpecifier());
  const place = declaration.getChildIndex();
  declaration.remove();
  file.insertExportDeclarations(
    place,
    tables.map(({ exported, file: name }) => ({
      namedExports: [exported, { name: `${exported}Row`, isTypeOnly: true }],
      moduleSpecifier: `./${name}.js`,
    })),
  );
}

function fillTables(file: SourceFile, tables: readonly OutputNames[]): void {
  const declaration = file.getVariableDeclarationOrThrow("tables");
  const type = declaration.getTypeNodeOrThrow().asKindOrThrow(SyntaxKind.TypeLiteral);
  type.getPropertyOrThrow("placeholder").remove();
  type.addProperties(
    tables.map(({ key, exported }) => ({ name: key, type: `typeof ${exported}`, isReadonly: true })),
  );
  const value = declaration.getInitializerIfKindOrThrow(SyntaxKind.ObjectLiteralExpression);
  value.getPropertyOrThrow("placeholder").remove();
  value.addPropertyAssignments(tables.map(({ key, exported }) => ({ name: key, initializer: exported })));
}
