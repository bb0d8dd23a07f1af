import type { Command } from "commander";
import type { ExitCode } from "../commands/exit-code.js";
import type { Terminal } from "../terminal.js";

/** A verb of the command line, as far as it is known before its file is loaded. */
export interface Verb {
  readonly name: string;
  /** What it does, in a line. */
  readonly does: string;
  /** Loads its file, which in turn loads what it does only when it is called. */
  readonly load: () => Promise<VerbFile>;
}

/** What the file of a verb exports. */
export interface VerbFile {
  /** Gives the command its arguments, options, examples and action. */
  readonly configure: (command: Command, call: Call) => void;
}

/** One call of the command line. */
export interface Call {
  readonly terminal: Terminal;
  /** The folder that paths are relative to. */
  readonly folder: string;
  /** The environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The whole program, every verb with its options: for what tells of it. */
  readonly program: () => Promise<Command>;
  /** Does the work of the verb; its signal fires at Ctrl-C and SIGTERM, once: the second ends the process. */
  readonly run: (work: (signal: AbortSignal) => Promise<ExitCode> | ExitCode) => Promise<void>;
}

/** The options that every verb takes. */
export interface GlobalFlags {
  /** Path of the config. */
  readonly config?: string;
  /** One JSON document on stdout. */
  readonly json?: boolean;
}
