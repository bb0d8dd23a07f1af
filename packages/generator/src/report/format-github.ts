import type { DriftClass, DriftReport, JudgedChange } from "@zerobus-gen/schema";
import { type Locate, type Location, locateNear } from "./locate.js";
import { plainLine } from "./plain-line.js";
import { ignoreNotes, summary, worstFirst } from "./summary.js";

type Command = "error" | "warning" | "notice";

const commands: Readonly<Record<DriftClass, Command>> = {
  breaking: "error",
  warning: "warning",
  info: "notice",
};

/**
 * The report as workflow commands, which GitHub shows beside the lines of the lock; the last line is a summary
 * for the log. Changes that are ignored are left out.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function formatGithub(report: DriftReport, locate: Locate): string {
  const changes = worstFirst(report.tables.flatMap((table) => table.changes)).filter(
    ({ ignored }) => !ignored,
  );
  return [
    ...report.failures.map(({ table, message, hint }) =>
      command("error", "could not be compared", table === undefined ? undefined : locate(table), [
        table === undefined ? message : `${table}: ${message}`,
        ...(hint === undefined ? [] : [hint]),
      ]),
    ),
    ...changes.map((change) => {
      const location = locateNear(locate, change.table, change.path);
      return command(commands[change.class], change.rule, location, changeText(change));
    }),
    ...ignoreNotes(report).map((note) => command("warning", "ignore", undefined, [note])),
    summary(report),
  ].join("\n");
}

function changeText({ table, path, message, advice }: JudgedChange): readonly string[] {
  const subject = path === undefined ? table : `${table}: ${path}`;
  return [`${subject}: ${message}`, ...(advice === undefined ? [] : [advice])];
}

function command(
  word: Command,
  title: string,
  location: Location | undefined,
  lines: readonly string[],
): string {
  const properties = [
    ...(location ? [`file=${property(location.file)}`, `line=${location.line}`] : []),
    `title=${property(`zerobus drift: ${title}`)}`,
  ];
  return `::${word} ${properties.join(",")}::${lines.map((line) => data(plainLine(line))).join("%0A")}`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(plainLine(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
