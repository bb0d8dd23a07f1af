import type { OptionWords, ProgramWords } from "./command-words.js";

/** The script for fish. */
export function fishCompletion({ name, options, verbs }: ProgramWords): string {
  const complete = `complete -c ${name}`;
  const lines = [
    `# Completion of ${name} for fish: ${name} completion fish | source`,
    ...options.map((option) => `${complete} ${flagsOf(option)}`),
    ...verbs.flatMap((verb) => {
      const isVerb = `-n ${quote(`__fish_seen_subcommand_from ${verb.name}`)}`;
      const choices =
        verb.choices.length > 0 ? [`${complete} ${isVerb} -f -a ${quote(verb.choices.join(" "))}`] : [];
      return [
        `${complete} -n __fish_use_subcommand -f -a ${verb.name} -d ${quote(verb.description)}`,
        ...choices,
        ...verb.options.map((option) => `${complete} ${isVerb} ${flagsOf(option)}`),
      ];
    }),
  ];
  return `${lines.join("\n")}\n`;
}

function flagsOf({ flags, description, takesValue, choices }: OptionWords): string {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const values = choices.length > 0 ? [`-x -a ${quote(choices.join(" "))}`] : takesValue ? ["-r -F"] : [];
  return [...names, ...values, `-d ${quote(description)}`].join(" ");
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
