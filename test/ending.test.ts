import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { builtProgram } from "./support/built-program.js";

it("a program ends by itself once client and server are closed: nothing is left open", async () => {
  const program = await builtProgram("ingest-and-end");
  const { stdout } = await promisify(execFile)(process.execPath, [program], {
    timeout: 15_000,
  });
  expect(stdout).toBe("1000 acked\n");
});
