import { dirname } from "node:path/posix";
import { createEcmaScriptPlugin, type Plugin, type Schema } from "@bufbuild/protoplugin";
import { formatProblem, hasError, type Problem, writableTables } from "@zerobus-gen/schema";
import { emit } from "./emit/emit.js";
import { emitContext } from "./emit-context.js";
import { type PluginOptions, parsePluginOptions } from "./plugin-options.js";
import { protoComment } from "./source/proto/proto-comment.js";
import { readProtoTables } from "./source/proto/proto-tables.js";
import { VERSION } from "./version.js";

/**
 * `protoc-gen-zerobus`: the same modules as `zerobus-gen generate`, for `buf generate` and `protoc`.
 * Takes `namespace=catalog.schema` for messages that do not name their table, and the settings `naming` and `bigint`.
 */
export const plugin: Plugin = createEcmaScriptPlugin<PluginOptions>({
  name: "protoc-gen-zerobus",
  version: VERSION,
  parseOptions: (raw) => ({ ...parsePluginOptions(raw) }),
  generateTs: (schema) => {
    const { settings = {} } = schema.options;
    const read = readProtoTables(schema.files, schema.options);
    const { tables, problems } = writableTables(read, () => settings);
    const said = [...problems.map(formatProblem), ...partOfRun(schema, problems)].join("\n");
    if (hasError(problems)) throw new Error(`\n${said}`);
    if (said !== "") process.stderr.write(`${said}\n`);
    for (const { path, text } of emit(
      tables.map((table) => ({ schema: table, settings })),
      emitContext(),
    )) {
      const file = schema.generateFile(path);
      for (const line of text.trimEnd().split("\n")) file.print(line);
    }
  },
});

/**
 * What to say when this call probably saw a part of the files. By default buf calls a plugin for each directory: every
 * call writes an index.ts, and buf keeps one of them. One call cannot know of the others, only of what it lacks.
 */
function partOfRun(
  { files, allFiles }: Schema<PluginOptions>,
  problems: readonly Problem[],
): readonly string[] {
  const [directory, ...others] = new Set(files.map((file) => dirname(file.proto.name)));
  if (directory === undefined || others.length > 0) return [];
  const lacks = problems.some(({ code }) => code === "NO_TABLE" || code === "TABLE_UNNAMED");
  const elsewhere = allFiles
    .filter((file) => !files.includes(file))
    .some((file) => file.messages.some((message) => protoComment(message).annotations.length > 0));
  if (!lacks && !elsewhere) return [];
  return [
    `this run saw the files of ${directory} alone; where tables are in several directories, put \`strategy: all\` behind the plugin in buf.gen.yaml: buf runs it for each directory otherwise, and keeps one index.ts of all`,
  ];
}
