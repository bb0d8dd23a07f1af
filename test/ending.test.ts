import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { FROM_SOURCE } from "./support/command.js";

it("a program ends by itself once client and server are closed: nothing is left open", async () => {
  const program = fileURLToPath(new URL("programs/ingest-and-end.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [...FROM_SOURCE, program], {
    timeout: 15_000,
  });
  expect(stdout).toBe("1000 acked\n");
});
