import type { DescFile, DescMessage } from "@bufbuild/protobuf";
import {
  concludeRead,
  type Finding,
  joinReads,
  type Problem,
  parseTableName,
  problemOf,
  quoteName,
  type Report,
  type SchemaRead,
  type TableName,
  tableLabel,
} from "@zerobus-gen/schema";
import { type ProtoComment, protoComment } from "./proto-comment.js";
import { readProtoFields } from "./proto-fields.js";

/** How messages without a name of their own become tables. */
export interface ProtoTableOptions {
  /** Where such tables are: `Order` is then `<catalog>.<schema>.order`. */
  readonly namespace?: Pick<TableName, "catalog" | "schema">;
}

/**
 * Reads the tables that compiled `.proto` files declare. A message is a table when its comment says
 * `@zerobus table catalog.schema.name`. If no message says so, every top-level message that no other one
 * uses is a table.
 *
 * @param files the files to look for tables in, with source info; what they import is reached through them
 */
export function readProtoTables(files: readonly DescFile[], options: ProtoTableOptions = {}): SchemaRead {
  const messages = files.flatMap((file) => file.messages.flatMap(withNested));
  const comments = new Map(messages.map((message) => [message, protoComment(message)]));
  const named = messages.filter((message) => comments.get(message)?.annotations.length);
  const chosen = named.length > 0 ? named : unusedMessages(files, messages);
  if (chosen.length === 0) return nothing(files);
  const warned = new Set<DescMessage>();
  return joinReads(
    chosen.map((message) =>
      readMessage(message, comments.get(message) ?? protoComment(message), warned, options),
    ),
  );
}

function withNested(message: DescMessage): readonly DescMessage[] {
  return [message, ...message.nestedMessages.flatMap(withNested)];
}

function unusedMessages(
  files: readonly DescFile[],
  messages: readonly DescMessage[],
): readonly DescMessage[] {
  const used = new Set<DescMessage>();
  for (const message of messages) {
    for (const field of message.fields) {
      if (field.message && field.message !== message) used.add(field.message);
    }
  }
  return files.flatMap((file) => file.messages).filter((message) => !used.has(message));
}

function readMessage(
  message: DescMessage,
  comment: ProtoComment,
  warned: Set<DescMessage>,
  options: ProtoTableOptions,
): SchemaRead {
  const named = tableName(message, comment, options);
  const label = "name" in named ? tableLabel(named.name) : message.typeName;
  const problems: Problem[] = "problem" in named ? [problemOf(label, named.problem)] : [];
  const report: Report = (finding) => problems.push(problemOf(label, finding));
  const columns = readProtoFields(message, report, warned);
  if ("problem" in named) return { tables: [], problems };
  const { text } = comment;
  return concludeRead({ name: named.name, ...(text !== undefined && { comment: text }), columns }, problems);
}

function tableName(
  message: DescMessage,
  { annotations }: ProtoComment,
  { namespace }: ProtoTableOptions,
): { readonly name: TableName } | { readonly problem: Finding } {
  const [first, second] = annotations;
  if (!first) {
    if (namespace) return { name: { ...namespace, table: snakeCase(message.name) } };
    return {
      problem: {
        code: "TABLE_UNNAMED",
        message: `nothing says which table ${message.typeName} is for`,
        hint: `add \`// @zerobus table catalog.schema.name\` above the message, or give a catalog and a schema for all messages${
          message.file.proto.sourceCodeInfo ? "" : "; comments were not compiled in: --include_source_info"
        }`,
      },
    };
  }
  if (first.word === "table" && !second) return parseTableName(first.value);
  const flaw = second
    ? "more than one @zerobus line"
    : `@zerobus ${quoteName(first.word)}, which means nothing there`;
  return {
    problem: {
      code: "ANNOTATION",
      message: `the comment of ${message.typeName} has ${flaw}`,
      hint: "write one line `@zerobus table catalog.schema.name`",
    },
  };
}

/** `HTTPRequestLog` is `http_request_log`. */
function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}

function nothing(files: readonly DescFile[]): SchemaRead {
  const label = files.length === 1 ? `${files[0]?.name}.proto` : `${files.length} .proto files`;
  return {
    tables: [],
    problems: [
      problemOf(label, {
        code: "NO_TABLE",
        message: "no message here can be a table: there is none, or all of them use each other",
        hint: "add `// @zerobus table catalog.schema.name` above the message that is a row",
      }),
    ],
  };
}
