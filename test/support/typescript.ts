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

/** What the compiler says of a program made of these sources, by the source it says it of. */
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
    return text === undefined
      ? getSourceFile.call(host, path, target, ...rest)
      : ts.createSourceFile(path, text, target);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  const said = new Map<string, string[]>();
  for (const { file, messageText } of ts.getPreEmitDiagnostics(program)) {
    const name = file === undefined ? "" : relative(WORKSPACE, file.fileName);
    said.set(name, [...(said.get(name) ?? []), ts.flattenDiagnosticMessageText(messageText, " ")]);
  }
  return said;
}
