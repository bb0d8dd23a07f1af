import type { TableSettings } from "@zerobus-gen/schema";
import { nearestWord } from "./config/nearest-word.js";
import type { ProtoTableOptions } from "./source/proto/proto-tables.js";

/** What `protoc-gen-zerobus` is told beside the options of every plugin. */
export interface PluginOptions extends ProtoTableOptions {
  /** How every table is generated. */
  readonly settings?: TableSettings;
}

/** One option as it is written: `naming=camel`. */
interface RawOption {
  readonly key: string;
  readonly value: string;
}

/** Reads the value of an option; nothing where the option does not take it. */
type Read = (value: string) => PluginOptions | undefined;

const OPTIONS: ReadonlyMap<string, { readonly takes: string; readonly read: Read }> = new Map([
  ["namespace", { takes: "catalog.schema", read: readNamespace }],
  ["naming", { takes: "camel or preserve", read: readNaming }],
  ["bigint", { takes: "bigint, or bigint|number", read: readBigint }],
]);

/**
 * Reads the options of the plugin.
 * @throws Error with all that is wrong with them
 */
export function parsePluginOptions(raw: readonly RawOption[]): PluginOptions {
  const problems: string[] = [];
  const given = new Map<string, PluginOptions>();
  for (const { key, value } of raw) {
    const option = OPTIONS.get(key);
    const read = option?.read(value);
    if (option === undefined) problems.push(unknownOption(key));
    else if (read === undefined) problems.push(`${key} takes ${option.takes}, not ${JSON.stringify(value)}`);
    else if (given.has(key)) problems.push(`${key} is given twice`);
    else given.set(key, read);
  }
  if (problems.length > 0) throw new Error(problems.join("; "));
  const options = [...given.values()];
  const settings = Object.assign({}, ...options.map((option) => option.settings));
  return Object.assign({}, ...options, { settings });
}

function readNamespace(value: string): PluginOptions | undefined {
  const [catalog, schema, ...rest] = value.split(".");
  return catalog && schema && rest.length === 0 ? { namespace: { catalog, schema } } : undefined;
}

function readNaming(value: string): PluginOptions | undefined {
  return value === "camel" || value === "preserve" ? { settings: { naming: value } } : undefined;
}

function readBigint(value: string): PluginOptions | undefined {
  if (value === "bigint") return { settings: { bigint: value } };
  return value.replace(/\s/g, "") === "bigint|number"
    ? { settings: { bigint: "bigint | number" } }
    : undefined;
}

function unknownOption(key: string): string {
  const nearest = nearestWord(key, OPTIONS.keys());
  const mend =
    nearest === undefined ? `there are ${[...OPTIONS.keys()].join(", ")}` : `did you mean ${nearest}?`;
  return `${JSON.stringify(key)} is no option: ${mend}`;
}
