import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Project, type SourceFile, SyntaxKind } from "ts-morph";
import { describe, expect, it } from "vitest";

const WORKSPACE = fileURLToPath(new URL("..", import.meta.url));

const project = new Project({ skipAddingFilesFromTsConfig: true });
project.addSourceFilesAtPaths([
  join(WORKSPACE, "packages/*/src/**/*.ts"),
  join(WORKSPACE, "packages/*/console/**/*.{ts,tsx}"),
  `!${join(WORKSPACE, "packages/*/{src,console}/**/*.test.ts")}`,
  `!${join(WORKSPACE, "packages/*/src/**/gen/**")}`,
]);

/** A source, its path below `packages`, and every module that it imports, dynamically too. */
interface Source {
  readonly path: string;
  readonly file: SourceFile;
  readonly imports: readonly string[];
}

const sources: readonly Source[] = project.getSourceFiles().map((file) => ({
  path: relative(join(WORKSPACE, "packages"), file.getFilePath()),
  file,
  imports: file.getImportStringLiterals().map((literal) => resolved(file, literal.getLiteralValue())),
}));

/** Relative imports as paths below `packages`, the others as they are. */
function resolved(file: SourceFile, module: string): string {
  if (!module.startsWith(".")) return module;
  const path = join(dirname(file.getFilePath()), module).replace(/\.js$/, ".ts");
  const found = project.getSourceFile(`${path}x`) === undefined ? path : `${path}x`;
  return relative(join(WORKSPACE, "packages"), found);
}

/** Which of ours each package may import. */
const PACKAGE_ARROWS: Readonly<Record<string, readonly string[]>> = {
  schema: [],
  runtime: ["@zerobus-gen/schema"],
  local: ["@zerobus-gen/runtime/protocol"],
  generator: [
    "@zerobus-gen/schema",
    "@zerobus-gen/local",
    "@zerobus-gen/runtime",
    "@zerobus-gen/runtime/codegen",
  ],
};

/** Folders of the runtime, lowest first: each may import those before it. */
const RUNTIME_LAYERS = [
  "protocol",
  "wire",
  "codegen",
  "row",
  "table",
  "batch",
  "spool",
  "transport",
  "auth",
  "guard",
  "stream",
  "client",
];

/** Folders of the schema package, lowest first. */
const SCHEMA_LAYERS = ["table", "catalog", "lock", "drift"];

/** Stages of the generator, lowest first. */
const GENERATOR_LAYERS = [
  "emit",
  "sql",
  "output",
  "source",
  "config",
  "project",
  "report",
  "ingest",
  "query",
  "tail",
  "doctor",
  "commands",
];

/** Folders and files without network, disk or clock. */
const PURE = [
  /^schema\/src\//,
  /^generator\/src\/(emit|sql|report)\//,
  /^runtime\/src\/(wire|codegen|row|table|batch)\//,
  /^runtime\/src\/stream\/(state|transition|backoff)\.ts$/,
];

/** Folders of the local server, lowest first. */
const LOCAL_LAYERS = [
  "variant",
  "schema",
  "record",
  "delta",
  "store",
  "rows",
  "auth",
  "catalog",
  "ingest",
  "faults",
  "activity",
  "console",
  "server",
  "leaks",
];

/** Folders of the console's page, lowest first; those of one line may show a part of each other. */
const CONSOLE_LAYERS = [
  ["format", "server", "route", "theme"],
  ["elements"],
  ["chart", "frame"],
  ["commits", "faults", "overview", "refusals", "streams", "tables"],
];

/** What only an impure module may mention. */
const IMPURE =
  /\b(?:process|performance|Date\.now|Math\.random|setTimeout|setInterval|setImmediate|fetch)\b(?!:)/;

/** Longer than anything should be without a reason. */
const LONGEST_LINES = 300;

describe("the architecture", () => {
  it.each(Object.keys(PACKAGE_ARROWS))(
    "packages/%s imports only the packages of ours that it may",
    (name) => {
      const allowed = PACKAGE_ARROWS[name] ?? [];
      const found = sources
        .filter(({ path }) => path.startsWith(`${name}/`))
        .flatMap(({ path, imports }) => imports.map((module) => `${path} → ${module}`))
        .filter((arrow) => /→ (@zerobus-gen\/|zerobus-gen)/.test(arrow))
        .filter((arrow) => !allowed.some((module) => arrow.endsWith(`→ ${module}`)));
      expect(found).toEqual([]);
    },
  );

  it.each([
    ["schema", SCHEMA_LAYERS],
    ["runtime", RUNTIME_LAYERS],
    ["generator", GENERATOR_LAYERS],
    ["local", LOCAL_LAYERS],
  ])("inside packages/%s every arrow points down", (name, layers) => {
    const layerOf = (path: string): number => {
      const [folder = ""] = path.slice(`${name}/src/`.length).split("/");
      return layers.indexOf(folder);
    };
    const upward = sources
      .filter(({ path }) => path.startsWith(`${name}/src/`) && layerOf(path) >= 0)
      .flatMap(({ path, imports }) =>
        imports
          .filter((module) => module.startsWith(`${name}/src/`) && layerOf(module) > layerOf(path))
          .map((module) => `${path} → ${module}`),
      );
    expect(upward).toEqual([]);
  });

  it("lets sections of the console know what they are made of and stand in, and nobody the page", () => {
    const page = sources.filter(({ path }) => path.startsWith("local/console/"));
    expect(page.length).toBeGreaterThan(50);
    const layerOf = (path: string): number =>
      CONSOLE_LAYERS.findIndex((folders) => folders.includes(path.split("/")[2] ?? ""));
    const found = page.flatMap(({ path, imports }) =>
      imports
        .filter((module) => module.startsWith("local/console/") && layerOf(path) >= 0)
        .filter((module) => layerOf(module) < 0 || layerOf(module) > layerOf(path))
        .map((module) => `${path} → ${module}`),
    );
    expect(found).toEqual([]);
    const known = sources.filter(
      ({ path, imports }) =>
        !page.some((source) => source.path === path) &&
        imports.some((module) => module.startsWith("local/console/")),
    );
    expect(known.map(({ path }) => path)).toEqual([]);
  });

  it("lets the console have types of the server alone: at run time it is in a browser", () => {
    const values = project
      .getSourceFiles()
      .filter((file) => file.getFilePath().includes("/local/console/"))
      .flatMap((file) =>
        file
          .getImportDeclarations()
          .filter((each) => each.getModuleSpecifierValue().includes("/src/") && !each.isTypeOnly())
          .map((each) => `${file.getBaseName()}: ${each.getText()}`),
      );
    expect(values).toEqual([]);
  });

  it("has no import cycles", () => {
    const graph = new Map(sources.map(({ path, imports }) => [path, imports]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (path: string, way: readonly string[]): void => {
      if (way.includes(path)) cycles.push([...way.slice(way.indexOf(path)), path].join(" → "));
      if (done.has(path) || way.includes(path)) return;
      for (const next of graph.get(path) ?? []) if (graph.has(next)) visit(next, [...way, path]);
      done.add(path);
    };
    for (const path of graph.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });

  it("keeps network, disk, clock and chance out of the pure folders", () => {
    const pure = sources.filter(({ path }) => PURE.some((pattern) => pattern.test(path)));
    const found = pure.flatMap(({ path, file, imports }) => [
      ...imports.filter((module) => module.startsWith("node:")).map((module) => `${path} imports ${module}`),
      ...file
        .getDescendantsOfKind(SyntaxKind.Identifier)
        .map((identifier) => identifier.getParentOrThrow().getText())
        .filter(
          (text) =>
            /^(?:process|performance|Date\.now|Math\.random|set\w+|fetch)\b/.test(text) && IMPURE.test(text),
        )
        .map((text) => `${path} uses ${text.slice(0, 60)}`),
    ]);
    expect(pure.length).toBeGreaterThan(20);
    expect(found).toEqual([]);
  });

  it("lets only transport/grpc.ts know the gRPC library in the runtime", () => {
    const found = sources.filter(
      ({ path, imports }) => /^runtime\/src\/(?!testing\/)/.test(path) && imports.includes("@grpc/grpc-js"),
    );
    expect(found.map(({ path }) => path)).toEqual(["runtime/src/transport/grpc.ts"]);
  });

  it("loads nothing of protobuf's library with the runtime, whose users need not have it", () => {
    const found = sources.filter(
      ({ path, imports }) =>
        /^runtime\/src\/(?!testing\/|protocol\/index)/.test(path) &&
        imports.some((module) => /^@bufbuild\/|^runtime\/src\/protocol\/(index|gen)/.test(module)),
    );
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  it("keeps every file within its budget", () => {
    const lengths = sources.map(({ path, file }) => ({ path, lines: file.getEndLineNumber() }));
    expect(lengths.filter(({ lines }) => lines > LONGEST_LINES)).toEqual([]);
  });

  it("has no any, no non-null assertion, no default export, no silenced error and no console", () => {
    const found = sources.flatMap(({ path, file }) => [
      ...file.getDescendantsOfKind(SyntaxKind.AnyKeyword).map(() => `${path}: any`),
      ...file.getDescendantsOfKind(SyntaxKind.NonNullExpression).map((node) => `${path}: ${node.getText()}`),
      ...(file.getDefaultExportSymbol() === undefined ? [] : [`${path}: default export`]),
      ...(/@ts-(?:ignore|expect-error|nocheck)/.test(file.getText()) ? [`${path}: silenced error`] : []),
      ...(/\bconsole\./.test(file.getText()) ? [`${path}: console`] : []),
    ]);
    expect(found).toEqual([]);
  });

  it("has no folder that names nothing", () => {
    const empty = /\/(?:utils?|helpers?|common|core|lib|types|misc|shared)\//;
    expect(sources.map(({ path }) => path).filter((path) => empty.test(path))).toEqual([]);
  });
});

describe("the versions", () => {
  it("in the sources are those of the packages, all the same", () => {
    const read = (path: string): string => readFileSync(join(WORKSPACE, path), "utf8");
    const root: { version: string } = JSON.parse(read("package.json"));
    for (const name of Object.keys(PACKAGE_ARROWS)) {
      expect(JSON.parse(read(`packages/${name}/package.json`))).toMatchObject({ version: root.version });
    }
    for (const name of ["runtime", "generator", "local"]) {
      expect(read(`packages/${name}/src/version.ts`)).toContain(`VERSION = "${root.version}"`);
    }
  });

  it("of protobuf are one, so that two copies cannot get in", () => {
    const lock: { packages: Record<string, { version?: string }> } = JSON.parse(
      readFileSync(join(WORKSPACE, "package-lock.json"), "utf8"),
    );
    const copies = Object.keys(lock.packages).filter((path) =>
      path.endsWith("node_modules/@bufbuild/protobuf"),
    );
    expect(copies).toEqual(["node_modules/@bufbuild/protobuf"]);
  });
});
