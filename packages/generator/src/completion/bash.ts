import type { OptionWords, ProgramWords } from "./command-words.js";

/** The script for bash, 3.2 and newer. What it does not know is completed as a path. */
export function bashCompletion({ name, options, verbs }: ProgramWords): string {
  const completer = `_${name.replaceAll("-", "_")}`;
  const cases = [{ name: "", options, choices: verbs.map((verb) => verb.name) }, ...verbs];
  return `# Completion of ${name} for bash: source <(${name} completion bash)
${completer}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" verb="" at=1
  while ((at < COMP_CWORD)); do
    case "\${COMP_WORDS[at]}" in
${valued(options)}      -*) ;;
      *) verb="\${COMP_WORDS[at]}"; break ;;
    esac
    at=$((at + 1))
  done
  local flags="" words=""
  case "$verb" in
${cases.map((verb) => `    '${verb.name}') flags='${flagsOf(verb.options)}'; words='${verb.choices.join(" ")}' ;;`).join("\n")}
  esac
  case "$verb $previous" in
${cases.flatMap((verb) => verb.options.filter(({ takesValue }) => takesValue).map((option) => `    ${patterns(verb.name, option)}) words='${option.choices.join(" ")}'; flags="" ;;`)).join("\n")}
    *) if [[ "$current" == -* ]]; then words="$flags"; fi ;;
  esac
  # No word has a space in it.
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F ${completer} ${name}
`;
}

/** Options before the verb take the word behind them along. */
function valued(options: readonly OptionWords[]): string {
  const flags = options.filter(({ takesValue }) => takesValue).flatMap((option) => option.flags);
  return flags.length === 0 ? "" : `      ${flags.join("|")}) at=$((at + 1)) ;;\n`;
}

function patterns(verb: string, { flags }: OptionWords): string {
  return flags.map((flag) => `'${verb} ${flag}'`).join("|");
}

function flagsOf(options: readonly OptionWords[]): string {
  return options.flatMap(({ flags }) => flags).join(" ");
}
