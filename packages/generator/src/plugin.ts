import { createEcmaScriptPlugin, type Plugin } from "@bufbuild/protoplugin";
import { formatProblem, hasError, type TableName, writableTables } from "@zerobus-gen/schema";
import { emit } from "./emit/emit.js";
import { emitContext } from "./emit-context.js";
import { readProtoTables } from "./source/proto-tables.js";
import { VERSION } from "./version.js";

interface PluginOptions {
  readonly namespace?: Pick<TableName, "catalog" | "schema">;
}

/**
 * `protoc-gen-zerobus`: the same modules as `zerobus-gen generate`, for `buf generate` and `protoc`.
 * Takes the option `namespace=catalog.schema` for messages that do not name their table.
 */
export const plugin: Plugin = createEcmaScriptPlugin<PluginOptions>({
  name: "protoc-gen-zerobus",
  version: VERSION,
  parseOptions: (raw) => Object.assign({}, ...raw.map(parseOption)),
  generateTs: (schema) => {
    const settings = {};
    const read = readProtoTables(schema.files, schema.options);
    const { tables, problems } = writableTables(read, () => settings);
    const said = problems.map(formatProblem).join("\n");
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

function parseOption({ key, value }: { readonly key: string; readonly value: string }): PluginOptions {
  const [catalog, schema, ...rest] = value.split(".");
  if (key !== "namespace" || !catalog || !schema || rest.length > 0)
    throw new Error("namespace=catalog.schema is the only option");
  return { namespace: { catalog, schema } };
}
