import pc from "picocolors";
import { diagnose } from "../doctor/diagnose.js";
import type { Mark, NamedFinding } from "../doctor/finding.js";
import type { DoctorContext } from "../doctor/project.js";
import type { Terminal } from "../terminal.js";
import { EXIT, type ExitCode } from "./exit-code.js";

/** How `doctor` was called. */
export interface DoctorOptions {
  /** Print one JSON document instead of text. */
  readonly json?: boolean | undefined;
}

/** Looks at all that it takes to write rows, and prints what is wrong, each with its mend. Changes nothing. */
export async function doctor(
  context: DoctorContext,
  options: DoctorOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const onFinding = options.json ? undefined : (finding: NamedFinding) => print(finding, terminal);
  const findings = await diagnose(context, onFinding);
  const count = (mark: Mark): number => findings.filter((finding) => finding.mark === mark).length;
  const [wrong, warnings] = [count("wrong"), count("warning")];
  if (options.json) {
    terminal.out(JSON.stringify({ clean: wrong === 0, findings }));
  } else {
    const { red, green } = pc.createColors(terminal.colours);
    const noted = warnings === 0 ? "" : `, ${warnings} to note (!)`;
    terminal.out(wrong === 0 ? green(`all is well${noted}`) : red(`${wrong} to mend (✗)${noted}`));
  }
  return wrong === 0 ? EXIT.clean : EXIT.failed;
}

function print({ check, mark, message, mend }: NamedFinding, { out, colours }: Terminal): void {
  const { bold, cyan, dim, green, red, yellow } = pc.createColors(colours);
  const sign = { ok: green("✓"), warning: yellow("!"), wrong: red("✗"), skipped: dim("-") }[mark];
  const [first = "", ...rest] = message.split("\n");
  const text = `${bold(check)}: ${first}`;
  out(`${sign} ${mark === "skipped" ? dim(text) : text}`);
  for (const line of rest) out(`  ${line}`);
  for (const line of mend?.split("\n") ?? []) out(`    ${cyan(line)}`);
}
