import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { catalog, ORDERS, project } from "./support/project.js";
import { runCli } from "./support/run-cli.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const ACTION = readFileSync(fileURLToPath(new URL("../action.yml", import.meta.url)), "utf8");

/** The lines below a key, as deep as they are indented. */
function block(key: string, text = ACTION): string {
  const [, indent = "", rest = ""] = new RegExp(`^( *)${key}:.*\\n([^]*)`, "m").exec(text) ?? [];
  const lines = rest.split("\n");
  const end = lines.findIndex((line) => line.trim() !== "" && !line.startsWith(`${indent} `));
  return lines.slice(0, end === -1 ? undefined : end).join("\n");
}

const STEP = block("runs");
const SCRIPT = block("run", STEP).replace(/^ {8}/gm, "");
/** Names of the environment's variables by those of the inputs. */
const VARIABLES = new Map(
  [...block("env", STEP).matchAll(/^ *(INPUT_\w+): \$\{\{ inputs\.([a-z-]+) \}\}$/gm)].map(
    ([, variable = "", input = ""]) => [input, variable],
  ),
);
const DEFAULTS = new Map(
  [...block("inputs").matchAll(/^ {2}([a-z-]+):\n(?: {4}.*\n)*? {4}default: (.*)$/gm)].map(
    ([, input = "", value = ""]) => [input, value.replace(/^"(.*)"$/, "$1")],
  ),
);

/** Runs the step as a runner does, with an `npx` that only takes notes. */
function runAction(inputs: Readonly<Record<string, string>>, exitCode = 0) {
  const folder = temporaryFolder();
  const notes = join(folder, "notes");
  writeFileSync(join(folder, "npx"), `#!/bin/bash\nprintf '%s\\0' "$@" > "${notes}"\nexit ${exitCode}\n`);
  chmodSync(join(folder, "npx"), 0o755);
  writeFileSync(join(folder, "step.sh"), SCRIPT);
  const env: Record<string, string> = {
    PATH: `${folder}${delimiter}${process.env.PATH}`,
    GITHUB_STEP_SUMMARY: "/runner/summary",
  };
  for (const [input, value] of [...DEFAULTS, ...Object.entries(inputs)]) {
    const variable = VARIABLES.get(input);
    if (variable !== undefined) env[variable] = value;
  }
  const args = ["--noprofile", "--norc", "-eo", "pipefail", join(folder, "step.sh")];
  const { status, stdout, stderr } = spawnSync("bash", args, { cwd: folder, env, encoding: "utf8" });
  const called = existsSync(notes) ? readFileSync(notes, "utf8").split("\0").slice(0, -1) : undefined;
  return { status, stdout, stderr, called, folder };
}

const PLAIN = ["--yes", "zerobus-gen", "check", "--format", "github"];
const SUMMARY = ["--format", "markdown=/runner/summary"];

describe("action.yml", () => {
  it("hands every input to the script as a variable, and none as text of it", () => {
    expect(SCRIPT).toContain("exec");
    expect(SCRIPT).not.toContain("${{");
    expect([...VARIABLES.keys(), "working-directory"].sort()).toEqual([...DEFAULTS.keys()].sort());
    expect(STEP).toMatch(/working-directory: \$\{\{ inputs\.working-directory \}\}/);
  });

  it("has all its inputs in docs/ci.md", () => {
    const doc = readFileSync(fileURLToPath(new URL("../docs/ci.md", import.meta.url)), "utf8");
    const rows = [...doc.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, input = ""]) => input);
    expect(rows).toEqual([...DEFAULTS.keys()]);
  });

  it("annotates and summarizes, without being told more", () => {
    expect(runAction({})).toMatchObject({ status: 0, stderr: "", called: [...PLAIN, ...SUMMARY] });
  });

  it("hands on what it is told", () => {
    const inputs = {
      args: "main.shop.orders\n  main.sales.*  --profile ci",
      env: "prod",
      "fail-on": "warning",
      sarif: "out/drift report.sarif",
      summary: "false",
      version: "^0.1.0",
    };
    const [yes, , ...rest] = PLAIN;
    expect(runAction(inputs).called).toEqual([
      ...[yes, "zerobus-gen@^0.1.0", ...rest, "--format", "sarif=out/drift report.sarif"],
      ...["--fail-on=warning", "--env=prod", "main.shop.orders", "main.sales.*", "--profile", "ci"],
    ]);
  });

  it.each([0, 1, 2])("ends with the exit code %i of the check", (code) => {
    expect(runAction({ args: "main.shop.orders" }, code).status).toBe(code);
  });

  const HOSTILE = "$(touch$IFS./owned) `touch owned`; touch owned & \"a b\" 'c' * $HOME \\";

  it("runs nothing that an input says", () => {
    const { status, called, folder } = runAction({
      args: HOSTILE,
      env: HOSTILE,
      "fail-on": HOSTILE,
      sarif: HOSTILE,
    });
    expect(status).toBe(0);
    expect(called).toEqual([
      ...[...PLAIN, ...SUMMARY, "--format", `sarif=${HOSTILE}`, `--fail-on=${HOSTILE}`, `--env=${HOSTILE}`],
      ...HOSTILE.split(" "),
    ]);
    expect(existsSync(join(folder, "owned"))).toBe(false);
  });

  it.each([HOSTILE, "npm:other@1", "file:../other", "1 --package=other", "1\n"])(
    "refuses %j as a version",
    (version) => {
      const { status, stdout, called } = runAction({ version });
      expect({ status, called }).toEqual({ status: 1, called: undefined });
      expect(stdout).toContain("::error::version takes");
    },
  );

  it("calls check with options that it has", async () => {
    const { variables } = await catalog(ORDERS);
    const config = { source: "main.shop.orders", environments: { prod: { catalog: "main" } } };
    const folder = project(config);
    await runCli(folder, ["pull"], variables);
    const inputs = { args: "main.shop.*", env: "prod", "fail-on": "warning", sarif: "drift.sarif" };
    const [, , ...argv] = runAction(inputs).called ?? [];
    const here = argv.map((word) => word.replace("/runner/summary", join(folder, "summary.md")));
    expect(await runCli(folder, here, variables)).toMatchObject({ code: 0, err: "" });
    expect(readFileSync(join(folder, "summary.md"), "utf8")).toContain("Schemas: clean");
    expect(JSON.parse(readFileSync(join(folder, "drift.sarif"), "utf8"))).toMatchObject({ version: "2.1.0" });
  });
});
