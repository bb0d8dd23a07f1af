import { type SourceFile, SyntaxKind } from "ts-morph";
import { cutPart, type Part, slot, slotOf, slotsSaying } from "./part.js";

/** The parts of `templates/index.ts`: the whole, and what it has for each table. */
export function indexParts(file: SourceFile): readonly Part[] {
  const imported = file.getImportDeclarationOrThrow("./table.js");
  const exported = file.getExportDeclarationOrThrow((node) => node.hasModuleSpecifier());
  const tables = file.getVariableDeclarationOrThrow("tables");
  const type = tables
    .getTypeNodeOrThrow()
    .asKindOrThrow(SyntaxKind.TypeLiteral)
    .getPropertyOrThrow("placeholder");
  const value = tables
    .getInitializerIfKindOrThrow(SyntaxKind.ObjectLiteralExpression)
    .getPropertyOrThrow("placeholder");
  const comma = value.getNextSiblingIfKindOrThrow(SyntaxKind.CommaToken);

  const partOf = (name: string, from: number, to: number, words: Readonly<Record<string, string>>): Part =>
    cutPart(
      name,
      file,
      from,
      to,
      Object.entries(words).flatMap(([key, said]) => slotsSaying(key, said, file, from, to)),
    );
  const module = { exported: "Placeholder", file: "table" };
  const entry = { key: "placeholder", exported: "Placeholder" };
  return [
    cutPart("index", file, 0, file.getEnd(), [
      slotOf("imports", imported),
      slotOf("exports", exported),
      slot("types", type.getPos(), type.getEnd()),
      slot("values", value.getPos(), comma.getEnd()),
    ]),
    partOf("importOf", imported.getStart(), imported.getEnd(), module),
    partOf("exportOf", exported.getStart(), exported.getEnd(), module),
    partOf("typeOf", type.getPos(), type.getEnd(), entry),
    partOf("valueOf", value.getPos(), comma.getEnd(), entry),
  ];
}
