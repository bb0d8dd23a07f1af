import type { Command, Option } from "commander";

/** What can be typed behind the name of a program. */
export interface ProgramWords {
  readonly name: string;
  readonly options: readonly OptionWords[];
  readonly verbs: readonly VerbWords[];
}

/** What can be typed behind a verb. */
export interface VerbWords {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
  /** What its arguments can be; none where they are free, such as paths. */
  readonly choices: readonly string[];
}

/** One option. */
export interface OptionWords {
  /** `-o` and `--out`. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** What the value can be; none where it is free. */
  readonly choices: readonly string[];
}

/** The words of a program, as its help would list them: hidden ones are left out. */
export function commandWords(program: Command): ProgramWords {
  const help = program.createHelp();
  return {
    name: program.name(),
    options: help.visibleOptions(program).map(optionWords),
    verbs: help.visibleCommands(program).map((verb) => ({
      name: verb.name(),
      description: firstLine(verb.description()),
      options: help.visibleOptions(verb).map(optionWords),
      choices: verb.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    })),
  };
}

function optionWords(option: Option): OptionWords {
  return {
    flags: [option.short, option.long].filter((flag) => flag !== undefined),
    description: firstLine(option.description),
    takesValue: option.required || option.optional,
    choices: option.argChoices ?? [],
  };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
