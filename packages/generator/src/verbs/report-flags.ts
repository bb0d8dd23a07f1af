import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { ReportOutput } from "../commands/drift-output.js";
import { REPORT_FORMATS, type ReportFormat } from "../report/format-report.js";
import { UsageError } from "./usage-error.js";

const CLASSES = ["none", "info", "warning", "breaking"] as const;

/** The options of verbs that report drift. */
export interface ReportFlags {
  readonly format: readonly ReportOutput[];
  readonly failOn?: (typeof CLASSES)[number];
}

/** Gives a verb the options that say how drift is reported, and when it fails. */
export function reportFlags(command: Command, folder: string): Command {
  const format = new Option(
    "-f, --format <name[=file]>",
    `${REPORT_FORMATS.join(", ")}; with a file, it goes there; several times for several`,
  ).default([], "text");
  const failOn = new Option(
    "--fail-on <class>",
    "least class that exits with 2 (default: the config's, or breaking)",
  );
  return command
    .addOption(
      format.argParser((text: string, before: readonly ReportOutput[]) => [
        ...before,
        parseOutput(text, folder),
      ]),
    )
    .addOption(failOn.choices(CLASSES));
}

/**
 * Where reports go: stdout has one form, `text` unless something else is asked for.
 * @throws UsageError where several are asked for
 */
export function reportOutputs({ format }: ReportFlags, json = false): readonly ReportOutput[] {
  const printed = new Set(format.flatMap((each) => (each.file === undefined ? [each.format] : [])));
  if (json) printed.add("json");
  const [form = "text", other, ...more] = printed;
  if (other !== undefined) {
    throw new UsageError(
      `${[form, other, ...more].join(" and ")} cannot both be printed`,
      `give all but one a file: --format ${form} --format ${other}=FILE`,
    );
  }
  return [{ format: form }, ...format.filter(({ file }) => file !== undefined)];
}

function parseOutput(text: string, folder: string): ReportOutput {
  const [, name = "", file] = /^([a-z]*)(?:=(.+))?$/s.exec(text) ?? [];
  const format = REPORT_FORMATS.find((known) => known === name);
  if (format === undefined) throw new InvalidArgumentError(`There are ${REPORT_FORMATS.join(", ")}.`);
  return {
    format: format satisfies ReportFormat,
    ...(file !== undefined && { file: resolve(folder, file) }),
  };
}
