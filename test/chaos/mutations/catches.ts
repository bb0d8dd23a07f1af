import { readFileSync } from "node:fs";
import { startVitest, type TestModule } from "vitest/node";
import { type Mutation, mutate, runtimePath, workspacePath } from "./mutation.js";

/** How a named test judges a source. `absent`: there is no such test. */
export type Judgement = "passed" | "failed" | "absent";

/** Runs one test, by its file and full name, with a mutation in the sources or without any. */
export async function judgementOf(
  { file, test }: Mutation["caughtBy"],
  mutation: Mutation | undefined,
): Promise<Judgement> {
  const mutant = mutation === undefined ? undefined : runtimePath(mutation.source);
  const plugin = {
    name: "mutation",
    enforce: "pre" as const,
    load: (id: string) =>
      mutation !== undefined && id === mutant ? mutate(mutation, readFileSync(id, "utf8")) : undefined,
  };
  const exitCode = process.exitCode;
  const vitest = await startVitest(
    "test",
    [workspacePath(file)],
    { watch: false, reporters: [{}], testNamePattern: `^${literally(test)}$`, run: true },
    { plugins: [plugin] },
  );
  try {
    const found = vitest.state.getTestModules().flatMap(statesOf);
    if (found.length === 0) return "absent";
    return found.every((state) => state === "passed") ? "passed" : "failed";
  } finally {
    await vitest.close();
    // A test that fails is what is wanted here; vitest takes it for the end of the program.
    process.exitCode = exitCode;
  }
}

function statesOf(module: TestModule): readonly string[] {
  return [...module.children.allTests()]
    .map((test) => test.result().state)
    .filter((state) => state !== "skipped");
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
