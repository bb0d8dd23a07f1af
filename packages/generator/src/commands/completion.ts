import type { Command } from "commander";
import { bashCompletion } from "../completion/bash.js";
import { commandWords, type ProgramWords } from "../completion/command-words.js";
import { fishCompletion } from "../completion/fish.js";
import { powershellCompletion } from "../completion/powershell.js";
import { zshCompletion } from "../completion/zsh.js";
import type { Terminal } from "../terminal.js";
import { EXIT, type ExitCode } from "./exit-code.js";

/** The shells that there is a script for. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

/** One of them. */
export type Shell = (typeof SHELLS)[number];

const scripts: Readonly<Record<Shell, (words: ProgramWords) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
};

/** Prints a script that has the shell complete the verbs, flags and choices of `program`, as they are declared. */
export function completion(shell: Shell, program: Command, terminal: Terminal): ExitCode {
  terminal.out(scripts[shell](commandWords(program)).trimEnd());
  return EXIT.clean;
}
