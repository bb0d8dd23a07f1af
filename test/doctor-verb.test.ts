import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DRIFTED, lockedAndLive } from "./support/live-shop.js";
import { catalog, ORDERS } from "./support/project.js";
import { runCli } from "./support/run-cli.js";
import { temporaryFolder } from "./support/temporary-folder.js";

describe("zerobus-gen doctor", () => {
  it("looks at a table that is named, without any config", async () => {
    const { variables } = await catalog(ORDERS);
    const told = await runCli(temporaryFolder(), ["doctor", "main.shop.orders"], variables);
    expect(told).toMatchObject({ code: 0, err: "" });
    expect(told.out).toContain("! config: there is no config");
    expect(told.out).toContain("- lock: there is no zerobus.lock.json");
    expect(told.out).toContain("✓ tables: main.shop.orders: MANAGED DELTA, 5 columns");
    expect(told.out).toMatch(/\nall is well, 2 to note \(!\)$/);
  });

  it("names what is wrong with a config, and looks at the rest", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "zerobus.config.json"), '{ "sorce": "a.b.*" }');
    const { variables } = await catalog();
    const told = await runCli(folder, ["doctor", "--env", "prod"], variables);
    expect(told.code).toBe(1);
    expect(told.out).toMatch(/✗ config: .*is not a config:\n {4}- source is missing\n {4}- sorce is not a/);
    expect(told.out).toContain("✓ network: ");
  });

  it.each([
    [
      "has a merge conflict in it",
      "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> x\n",
      "the marks of a merge conflict",
    ],
    ["is broken", '{ "lockVersion": 1', "this is not a lock: it is not JSON"],
  ])("tells a lock that %s from one that is not there", async (_, text, words) => {
    const { folder, variables } = await lockedAndLive([ORDERS], [ORDERS]);
    writeFileSync(join(folder, "zerobus.lock.json"), text);
    const broken = await runCli(folder, ["doctor"], variables);
    expect(broken).toMatchObject({ code: 1, out: expect.stringMatching(/\n✗ lock: /) });
    expect(broken.out).toContain(words);
    rmSync(join(folder, "zerobus.lock.json"));
    const gone = await runCli(folder, ["doctor"], variables);
    expect(gone.out).toContain("✗ lock: there is no zerobus.lock.json, ");
  });

  it("names generated files that are stale", async () => {
    const { folder, variables } = await lockedAndLive([ORDERS], [ORDERS]);
    await runCli(folder, ["generate"]);
    expect(await runCli(folder, ["doctor"], variables)).toMatchObject({ code: 0 });
    writeFileSync(join(folder, "src/tables/orders.ts"), "// mine");
    const told = await runCli(folder, ["doctor"], variables);
    expect(told.code).toBe(1);
    expect(told.out).toMatch(/✗ lock: generated from something else: .*orders\.ts\n {4}zerobus-gen generate/);
  });

  it("takes the last part of a name, and refuses one that nothing has", async () => {
    const { folder, variables } = await lockedAndLive([ORDERS], [ORDERS]);
    expect((await runCli(folder, ["doctor", "orders"], variables)).out).toContain(
      "tables: main.shop.orders: ",
    );
    for (const name of ["nope", "main.shop.x*"]) {
      expect(await runCli(folder, ["doctor", name], variables)).toEqual({
        code: 1,
        out: "",
        err: `error the lock has no ${name}\n    write its full name: catalog.schema.table`,
      });
    }
  });

  it("looks where an environment is, and knows those that there are", async () => {
    const config = { environments: { prod: { catalog: "prod" } } };
    const { folder, variables } = await lockedAndLive(
      [ORDERS],
      [DRIFTED.replaceAll('"main', '"prod')],
      config,
    );
    const told = await runCli(folder, ["doctor", "--env", "prod"], variables);
    expect(told.out).toContain("✗ tables: prod.shop.orders has drifted from the lock (breaking)");
    const unknown = await runCli(folder, ["doctor", "--env", "x"], variables);
    expect(unknown).toMatchObject({ code: 1, out: "", err: expect.stringContaining("there are prod") });
  });

  it("is one JSON document with --json", async () => {
    const { folder, variables } = await lockedAndLive([ORDERS], [DRIFTED]);
    const told = await runCli(folder, ["doctor", "--json"], variables);
    expect(told).toMatchObject({ code: 1, err: "" });
    const { clean, findings } = JSON.parse(told.out);
    expect(clean).toBe(false);
    expect(findings).toContainEqual(expect.objectContaining({ check: "tables", mark: "wrong" }));
  });
});
