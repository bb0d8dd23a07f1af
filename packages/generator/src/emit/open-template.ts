import { IndentationText, Project, QuoteKind, type SourceFile } from "ts-morph";

let project: Project | undefined;

/** Opens a template in memory, to be filled in. One compiler serves all: it takes longer to make than a module. */
export function openTemplate(text: string): SourceFile {
  project ??= new Project({
    useInMemoryFileSystem: true,
    manipulationSettings: {
      indentationText: IndentationText.TwoSpaces,
      quoteKind: QuoteKind.Double,
      useTrailingCommas: true,
    },
  });
  return project.createSourceFile("template.ts", text, { overwrite: true });
}
