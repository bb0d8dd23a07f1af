import type { Mutation } from "./mutation.js";

/** The mutations as a list in Markdown. */
export function mutationTable(mutations: readonly Mutation[]): string {
  return mutations
    .map(
      ({ name, source, caughtBy: { file, test } }) =>
        `- **${name}** (\`${source}\`)\n  \`${file}\`: ${test}\n`,
    )
    .join("");
}
