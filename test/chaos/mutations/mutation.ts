import { fileURLToPath } from "node:url";

/** One way to break the client: what it does, and the test that must not let it pass. */
export interface Mutation {
  /** What is wrong with the client then. */
  readonly name: string;
  /** The source, below `packages/runtime/src`. */
  readonly source: string;
  /** Text that is in it exactly once, and what comes in its place. */
  readonly find: string;
  readonly put: string;
  readonly caughtBy: {
    /** The test file, in the workspace. */
    readonly file: string;
    /** The test's full name, as vitest tells it. */
    readonly test: string;
  };
}

/** Path of a file of the workspace. */
export function workspacePath(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}

/** Path of a file below `packages/runtime/src`. */
export function runtimePath(path: string): string {
  return workspacePath(`packages/runtime/src/${path}`);
}

/** The source with the mutation in it. @throws Error when its text is not there exactly once */
export function mutate(mutation: Mutation, source: string): string {
  const parts = source.split(mutation.find);
  if (parts.length !== 2) {
    throw new Error(
      `mutation "${mutation.name}": its text is ${parts.length - 1} times in ${mutation.source}; bring it up to date`,
    );
  }
  return parts.join(mutation.put);
}
