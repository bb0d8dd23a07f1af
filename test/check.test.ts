import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scriptedWorkspace } from "./support/doctor.js";
import { DRIFTED, lockedAndLive } from "./support/live-shop.js";
import { ORDERS, project, renamed } from "./support/project.js";
import { runCli } from "./support/run-cli.js";

const SUMMARY = "drift: 2 breaking, 1 info in 1 of 1 table (fails on breaking)";

describe("zerobus-gen check", () => {
  it("is clean when the tables are as they were", async () => {
    const { folder, variables } = await lockedAndLive([ORDERS], [ORDERS]);
    const told = await runCli(folder, ["check"], variables);
    expect(told).toEqual({ code: 0, out: "clean: no changes in 1 table", err: "" });
  });

  it("says what changed, whom it hurts and what to do, and exits with 2", async () => {
    const { folder, variables } = await lockedAndLive([ORDERS], [DRIFTED]);
    const told = await runCli(folder, ["check"], variables);
    expect(told).toMatchObject({ code: 2, err: "" });
    expect(told.out).toMatch(/^main\.shop\.orders\n {2}breaking {2}total {2}dropped/);
    expect(told.out).toMatch(/breaking {2}shop {3}added NOT NULL/);
    expect(told.out).toContain("roll-out\n  1. ");
    expect(told.out.endsWith(SUMMARY)).toBe(true);
  });

  it.each([
    ["none", 0],
    ["info", 2],
  ])("--fail-on %s exits with %i, whatever the config says", async (failOn, code) => {
    const { folder, variables } = await lockedAndLive([ORDERS], [DRIFTED], { check: { failOn: "breaking" } });
    expect(await runCli(folder, ["check", "--fail-on", failOn], variables)).toMatchObject({ code });
  });

  it.each([["none"], ["info"]])("is never clean when a table is gone, with --fail-on %s", async (failOn) => {
    const { folder, variables } = await lockedAndLive([ORDERS, renamed("returns")], [DRIFTED]);
    const told = await runCli(folder, ["check", "--fail-on", failOn], variables);
    expect(told.code).toBe(1);
    expect(told.out).toContain("error  main.shop.returns: does not exist");
    expect(told.out).not.toContain("only in");
    // What could be read is told all the same.
    expect(told.out).toMatch(/breaking {2}total/);
    expect(told.out).toMatch(/failed: 1 error, not everything was compared; 2 breaking/);
  });

  it("compares only the tables that are named, and knows those of the lock", async () => {
    const { folder, variables } = await lockedAndLive([ORDERS, renamed("returns")], [ORDERS]);
    expect(await runCli(folder, ["check", "main.*.ord*"], variables)).toMatchObject({ code: 0 });
    expect(await runCli(folder, ["check", "main.shop.x", "main.shop.orders"], variables)).toEqual({
      code: 1,
      out: "",
      err: "error the lock has no main.shop.x\n    it has main.shop.orders, main.shop.returns",
    });
  });

  it("needs a config, and a lock with tables in it", async () => {
    const folder = project({ source: "main.shop.*" });
    expect(await runCli(folder, ["check"])).toEqual({
      code: 1,
      out: "",
      err: "error there is no table in the lock zerobus.lock.json\n    read the tables first: zerobus-gen pull",
    });
    rmSync(join(folder, "zerobus.config.json"));
    expect(await runCli(folder, ["check"])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/zerobus-gen init/),
    });
  });

  it("exits with 1 when the catalog is down, and when it refuses", async () => {
    const { folder, variables } = await lockedAndLive([ORDERS], [ORDERS]);
    const down = await runCli(folder, ["check", "--host", "http://127.0.0.1:1"], variables);
    expect(down).toMatchObject({ code: 1 });
    expect(down.out).toContain("ECONNREFUSED");
    const { url } = await scriptedWorkspace({ table: [403, { error_code: "PERMISSION_DENIED" }] });
    const refused = await runCli(folder, ["check"], { DATABRICKS_HOST: url, DATABRICKS_TOKEN: "t0ken" });
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.out).toContain("main.shop.orders: this principal may not read");
    expect(refused.out).not.toContain("t0ken");
  });

  it("compares with the tables of an environment, under the names of the lock", async () => {
    const live = DRIFTED.replaceAll('"main', '"prod');
    const { folder, variables } = await lockedAndLive([ORDERS], [live], {
      environments: { prod: { catalog: "prod" } },
    });
    const told = await runCli(folder, ["check", "--env", "prod", "--json"], variables);
    expect(told.code).toBe(2);
    expect(JSON.parse(told.out)).toMatchObject({
      after: "the live tables of prod",
      tables: [{ table: "main.shop.orders" }],
    });
    expect(await runCli(folder, ["check", "--env", "prd"], variables)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/there is no environment "prd" in .*\n {4}there are prod/),
    });
  });

  it("counts an ignore to the end of its day, and says when it is over", async () => {
    const ignore = (until: string) => ({
      check: {
        ignore: ["column-removed", "required-column-added"].map((rule) => ({ rule, until, reason: "v3" })),
      },
    });
    const { folder, variables } = await lockedAndLive([ORDERS], [DRIFTED], ignore("9999-12-31"));
    const ignored = await runCli(folder, ["check"], variables);
    expect(ignored).toMatchObject({ code: 0, out: expect.stringMatching(/ignored until 9999-12-31: v3/) });
    const old = await lockedAndLive([ORDERS], [DRIFTED], ignore("2020-01-01"));
    const told = await runCli(old.folder, ["check"], old.variables);
    expect(told).toMatchObject({
      code: 2,
      out: expect.stringMatching(/ignore of column-removed .*2020-01-01/),
    });
  });
});

describe("the forms of a report", () => {
  it("is one JSON document on stdout and nothing else", async () => {
    const { folder, variables } = await lockedAndLive([ORDERS], [DRIFTED]);
    const told = await runCli(folder, ["check", "--json"], variables);
    expect(told).toMatchObject({ code: 2, err: "" });
    expect(JSON.parse(told.out)).toMatchObject({ version: 1, verdict: "drift", before: "zerobus.lock.json" });
    const same = await runCli(folder, ["check", "--json", "--format", "json"], variables);
    expect(same.out).toBe(told.out);
    const failed = await runCli(folder, ["check", "main.shop.x", "--json"], variables);
    expect(JSON.parse(failed.out)).toMatchObject({
      clean: false,
      error: { message: expect.stringMatching(/no main\.shop\.x/) },
    });
  });

  it("writes as many as were asked for, and adds markdown to what is there", async () => {
    const { folder, variables } = await lockedAndLive([ORDERS], [DRIFTED]);
    const argv = ["check", "-f", "github", "-f", "sarif=drift.sarif", "-f", "markdown=drift.md"];
    const told = await runCli(folder, argv, variables);
    expect(told.code).toBe(2);
    const [first] = told.out.split("\n");
    expect(first).toMatch(
      /^::error file=zerobus\.lock\.json,line=\d+,title=zerobus drift%3A column-removed::/,
    );
    await runCli(folder, argv, variables);
    const read = (name: string): string => readFileSync(join(folder, name), "utf8");
    expect(JSON.parse(read("drift.sarif"))).toMatchObject({ version: "2.1.0" });
    expect(read("drift.md").match(/^### Schemas/gm)).toHaveLength(2);
  });

  it("prints the drift all the same where a file cannot be written", async () => {
    const { folder, variables } = await lockedAndLive([ORDERS], [DRIFTED]);
    const told = await runCli(folder, ["check", "-f", "junit=no/such.xml", "-f", "sarif=b.sarif"], variables);
    expect(told).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^error cannot write the junit report: .*no\/such\.xml/),
    });
    expect(told.out).toContain(SUMMARY);
    expect(existsSync(join(folder, "b.sarif"))).toBe(true);
  });

  it.each([
    [["--json", "--format", "github"], "error github and json cannot both be printed"],
    [["--format", "yaml"], "text, json, github, sarif, markdown, junit"],
    [["--fail-on", "some"], "none, info, warning, breaking"],
    [["--table", "a.b.c"], "error --table is for --proto"],
  ])("refuses %j", async (argv, line) => {
    const folder = project({ source: "main.shop.*" });
    const told = await runCli(folder, ["check", ...argv]);
    expect(told.code).toBe(1);
    expect(told.err).toContain(line);
    expect(told.err).toMatch(/\n {4}\S/);
  });
});
