import type { OptionWords, ProgramWords } from "./command-words.js";

/** The script for PowerShell, 5.1 and newer. What it does not know is completed as a path. */
export function powershellCompletion({ name, options, verbs }: ProgramWords): string {
  const words = [
    { name: "", options, choices: verbs.map((verb) => verb.name) },
    ...verbs.map((verb) => ({ ...verb, name: verb.name })),
  ];
  const valued = words.flatMap((verb) =>
    verb.options
      .filter(({ takesValue }) => takesValue)
      .flatMap((option) =>
        option.flags.map((flag) => `    '${verb.name} ${flag}' = ${list(option.choices)}`),
      ),
  );
  return `# Completion of ${name} for PowerShell: ${name} completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName ${name} -ScriptBlock {
  param($current, $ast, $position)
  $words = @{
${words.map((verb) => `    '${verb.name}' = ${list([...verb.choices, ...flagsOf(verb.options)])}`).join("\n")}
  }
  $values = @{
${valued.join("\n")}
  }
  $typed = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { $_.ToString() })
  $verb = $typed | Select-Object -Skip 1 | Where-Object { $words.ContainsKey($_) } | Select-Object -First 1
  $key = "$verb $($typed[-1])"
  $found = if ($values.ContainsKey($key)) { $values[$key] } else { $words["$verb"] }
  $found | Where-Object { $_ -like "$current*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}

function list(words: readonly string[]): string {
  return `@(${words.map((word) => `'${word}'`).join(", ")})`;
}

function flagsOf(options: readonly OptionWords[]): readonly string[] {
  return options.flatMap(({ flags }) => flags);
}
