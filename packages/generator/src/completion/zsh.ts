import type { OptionWords, ProgramWords, VerbWords } from "./command-words.js";

/** The script for zsh: to source, or to keep as `_zerobus-gen` in a folder of `fpath`. */
export function zshCompletion({ name, options, verbs }: ProgramWords): string {
  const completer = `_${name.replaceAll("-", "_")}`;
  return `#compdef ${name}
# Completion of ${name} for zsh: source <(${name} completion zsh)
${completer}() {
  local context state state_descr line
  typeset -A opt_args
  local -a verbs
  verbs=(
${verbs.map((verb) => `    ${quote(`${verb.name}:${verb.description}`)}`).join("\n")}
  )
  _arguments -C ${[...options.map(optionSpec), "'1: :->verb'", "'*:: :->rest'"].join(" ")}
  case "$state" in
    verb) _describe -t commands verb verbs ;;
    rest)
      case "$line[1]" in
${verbs.map((verb) => `        ${verb.name}) _arguments ${verbSpecs(verb)} ;;`).join("\n")}
      esac ;;
  esac
}
if [[ "$funcstack[1]" == "_${name}" || "$funcstack[1]" == "${completer}" ]]; then
  ${completer} "$@"
else
  compdef ${completer} ${name}
fi
`;
}

function verbSpecs({ options, choices }: VerbWords): string {
  const argument = choices.length === 0 ? "'*:file:_files'" : quote(`*: :(${choices.join(" ")})`);
  return [...options.map(optionSpec), argument].join(" ");
}

/** `'(-o --out)'{-o,--out}'[folder to write to]:value:_files'` */
function optionSpec({ flags, description, takesValue, choices }: OptionWords): string {
  const values = choices.length === 0 ? "_files" : `(${choices.join(" ")})`;
  const rest = quote(`[${description.replace(/[[\]:\\]/g, "\\$&")}]${takesValue ? `:value:${values}` : ""}`);
  const [only = ""] = flags;
  return flags.length === 1 ? `${only}${rest}` : `'(${flags.join(" ")})'{${flags.join(",")}}${rest}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
