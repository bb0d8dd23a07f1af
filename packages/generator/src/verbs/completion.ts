import { Argument, type Command } from "commander";
import type { Shell } from "../commands/completion.js";
import type { Call } from "./verb.js";

const SHELLS: readonly Shell[] = ["bash", "zsh", "fish", "powershell"];

/** `zerobus-gen completion`. */
export function configure(command: Command, { terminal, run, program }: Call): void {
  command
    .addArgument(new Argument("<shell>", "the shell to print it for").choices(SHELLS))
    .addHelpText("after", EXAMPLES)
    .action(async (shell: Shell) => {
      const { completion } = await import("../commands/completion.js");
      const whole = await program();
      await run(() => completion(shell, whole, terminal));
    });
}

const EXAMPLES = `
Examples:
  $ source <(zerobus-gen completion bash)
  $ zerobus-gen completion fish | source
  $ zerobus-gen completion powershell | Out-String | Invoke-Expression`;
