import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const WORKSPACE = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** The compiler flags of the workspace, those that generated code must pass among them. */
function flags(): ts.CompilerOptions {
  const path = join(WORKSPACE, "tsconfig.base.json");
  const { config } = ts.readConfigFile(path, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, WORKSPACE);
  // Declarations of libraries may be made for a browser.
  return { ...options, composite: false, declaration: true, noEmit: true, skipLibCheck: true };
}

/** Files on disk as the compiler read them: the libraries of one program are those of the next. */
const known = new Map<string, ts.SourceFile>();

/**
 * What the compiler says of these sources as one program, by the source it says it of. What they import is checked with
 * its own package.
 */
export function compile(sources: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> {
  const options = flags();
  const host = ts.createCompilerHost(options);
  const texts = new Map(Object.entries(sources).map(([name, text]) => [join(WORKSPACE, name), text]));
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  // The folders of sources that are not on disk count as there.
  host.directoryExists = () => true;
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, target, ...rest) => {
    const text = texts.get(path);
    if (text !== undefined) return ts.createSourceFile(path, text, target);
    const file = known.get(path) ?? getSourceFile.call(host, path, target, ...rest);
    if (file !== undefined) known.set(path, file);
    return file;
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  // What is wrong with the flags comes with each of them.
  const diagnostics = new Set(
    [...texts.keys()].flatMap((path) => ts.getPreEmitDiagnostics(program, program.getSourceFile(path))),
  );
  const said = new Map<string, string[]>();
  for (const { file, messageText } of diagnostics) {
    const name = file === undefined ? "" : relative(WORKSPACE, file.fileName);
    said.set(name, [...(said.get(name) ?? []), ts.flattenDiagnosticMessageText(messageText, " ")]);
  }
  return said;
}
