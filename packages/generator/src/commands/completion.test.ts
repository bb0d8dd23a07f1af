import { spawnSync } from "node:child_process";
import { Command, Option } from "commander";
import { describe, expect, test } from "vitest";
import { completion, SHELLS, type Shell } from "./completion.js";

const program = new Command("zerobus-gen")
  .description("clients")
  .version("1")
  .option("--config <file>", "its path");
program
  .command("generate")
  .description("Write the clients: it's [quick]")
  .argument("<source...>")
  .option("-o, --out <dir>", "folder to write to: [any]")
  .option("--check", "write nothing")
  .addOption(new Option("--secret").hideHelp());
program
  .command("check")
  .description("Compare")
  .addOption(new Option("--format <kind>", "of the report").choices(["text", "json"]));
program.command("completion").argument("<shell>").argument("[other]");
program.commands.find((verb) => verb.name() === "completion")?.registeredArguments[0]?.choices([...SHELLS]);
program.command("__hidden", { hidden: true });

function script(shell: Shell): string {
  const lines: string[] = [];
  completion(shell, program, { out: (line) => lines.push(line), err: () => {}, colours: false });
  return lines.join("\n");
}

/** Runs a shell; nothing where it is not installed. */
function run(shell: string, args: readonly string[], code: string): string | undefined {
  const { stdout, stderr, status, error } = spawnSync(shell, [...args, "-c", code], { encoding: "utf8" });
  if (error !== undefined) return undefined;
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout;
}

const lines = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "");
const isMissing = (shell: string): boolean => spawnSync(shell, ["-c", ":"]).error !== undefined;

describe.skipIf(isMissing("bash"))("the script for bash (skipped where bash is not installed)", () => {
  /** What bash completes when Tab is pressed behind the last word. */
  function completed(...words: readonly string[]): readonly string[] {
    const typed = words.map((word) => `'${word}'`).join(" ");
    const ask = `COMP_WORDS=(zerobus-gen ${typed}); COMP_CWORD=${words.length}; _zerobus_gen; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return lines(run("bash", ["--norc", "-u"], `${script("bash")}\n${ask}`) ?? "");
  }

  test("is valid", () => {
    expect(run("bash", ["-n"], script("bash"))).toBe("");
  });

  test("completes verbs, without hidden ones", () => {
    expect(completed("")).toEqual(["generate", "check", "completion", "help"]);
    expect(completed("ge")).toEqual(["generate"]);
  });

  test("completes the flags of the verb, and of the program before it", () => {
    expect(completed("generate", "-")).toEqual(["-o", "--out", "--check", "-h", "--help"]);
    expect(completed("--")).toEqual(["--version", "--config", "--help"]);
    expect(completed("--config", "x.ts", "check", "--f")).toEqual(["--format"]);
  });

  test("completes choices", () => {
    expect(completed("check", "--format", "")).toEqual(["text", "json"]);
    expect(completed("completion", "p")).toEqual(["powershell"]);
  });

  test("leaves paths to the shell", () => {
    expect(completed("generate", "")).toEqual([]);
    expect(completed("generate", "--out", "")).toEqual([]);
  });
});

test.skipIf(isMissing("zsh"))("the script for zsh is valid (skipped where zsh is not installed)", () => {
  expect(run("zsh", ["-n"], script("zsh"))).toBe("");
});

test.skipIf(isMissing("fish"))("the script for fish completes (skipped where fish is not installed)", () => {
  const ask = (typed: string): readonly string[] =>
    lines(run("fish", ["--no-config"], `${script("fish")}\ncomplete -C '${typed}'`) ?? "").map(
      (line) => line.split("\t")[0] ?? "",
    );
  expect(ask("zerobus-gen ge")).toEqual(["generate"]);
  expect(ask("zerobus-gen generate --").toSorted()).toEqual([
    "--check",
    "--config",
    "--help",
    "--out",
    "--version",
  ]);
  expect(ask("zerobus-gen check --format ")).toEqual(["json", "text"]);
});

test.each(SHELLS)("the script for %s knows every verb, flag and choice, and nothing hidden", (shell) => {
  const text = script(shell);
  for (const word of ["generate", "check", "out", "format", "text", "json", "powershell", "config"]) {
    expect(text).toContain(word);
  }
  expect(text).not.toMatch(/__hidden|secret/);
});
