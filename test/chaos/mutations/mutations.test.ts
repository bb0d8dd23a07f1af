import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { mutate, runtimePath } from "./mutation.js";
import { mutationTable } from "./mutation-table.js";
import { MUTATIONS } from "./mutations.js";

it.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))(
  "the source still has what is to be broken: %s",
  (_, mutation) => {
    const source = readFileSync(runtimePath(mutation.source), "utf8");
    expect(mutate(mutation, source)).not.toBe(source);
  },
);

it("every mutation is in the list of this folder, with the test that catches it", () => {
  const list = readFileSync(new URL("../MUTATIONS.md", import.meta.url), "utf8");
  expect(list).toContain(mutationTable(MUTATIONS));
});
