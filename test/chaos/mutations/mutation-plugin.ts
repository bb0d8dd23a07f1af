import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";
import { type Mutation, mutate, runtimePath } from "./mutation.js";

/** Puts a mutation into what esbuild bundles. */
export function mutationPlugin(mutation: Mutation): Plugin {
  const mutant = runtimePath(mutation.source);
  return {
    name: "mutation",
    setup: (build) => {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) =>
        path === mutant
          ? { contents: mutate(mutation, await readFile(path, "utf8")), loader: "ts" }
          : undefined,
      );
    },
  };
}
