import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { catalogSourceOf, environmentOf, loadProject, nameIn, settingsOf } from "./project.js";

/** A folder with these files. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "zerobus-config-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const TYPED = `import { defineConfig } from "zerobus-gen";
const name: string = "main.shop.*";
export default defineConfig({ source: [name, "proto"], namespace: "main.shop" });
`;

describe("loading a project", () => {
  it.each([
    ["zerobus.config.ts", TYPED],
    ["zerobus.config.mts", TYPED],
    ["zerobus.config.mjs", 'export default { source: ["main.shop.*", "proto"], namespace: "main.shop" };'],
    ["zerobus.config.json", '\ufeff{ "source": ["main.shop.*", "proto"], "namespace": "main.shop" }'],
  ])("takes %s, and paths as the config means them", async (name, text) => {
    const folder = folderOf({ [name]: text, "sub/a.txt": "" });
    expect(await loadProject(join(folder, "sub"))).toMatchObject({
      file: join(folder, name),
      out: join(folder, "src/tables"),
      lock: join(folder, "zerobus.lock.json"),
      localSources: [join(folder, "proto")],
      catalogSources: ["main.shop.*"],
      namespace: { catalog: "main", schema: "shop" },
    });
  });

  it("takes a .js of a module package, and what it imports, and sees an edit of it", async () => {
    const folder = folderOf({
      "package.json": '{ "type": "module" }',
      "zerobus.config.js": 'import { source } from "./source.js"; export default { source };',
      "source.js": 'export const source = "main.shop.orders";',
    });
    expect(await loadProject(folder)).toMatchObject({ catalogSources: ["main.shop.orders"] });
    writeFileSync(join(folder, "zerobus.config.js"), 'export default { source: "main.shop.sales" };');
    expect(await loadProject(folder)).toMatchObject({ catalogSources: ["main.shop.sales"] });
  });

  it("keeps a compiled .ts beside the packages, sees an edit of it, and needs no place to keep it", async () => {
    const folder = folderOf({ "zerobus.config.ts": TYPED, "node_modules/x/package.json": "{}" });
    const kept = join(folder, "node_modules/.cache/zerobus-gen");
    const sourceNow = async (): Promise<unknown> => (await loadProject(folder)).config.source;
    const edit = (name: string): void =>
      writeFileSync(join(folder, "zerobus.config.ts"), TYPED.replace("main.shop.*", name));
    expect(await sourceNow()).toEqual(["main.shop.*", "proto"]);
    const [name = ""] = readdirSync(kept);
    edit("main.shop.b");
    expect(await sourceNow()).toEqual(["main.shop.b", "proto"]);
    writeFileSync(join(kept, name), "half a fi");
    expect(await sourceNow()).toEqual(["main.shop.b", "proto"]);
    rmSync(join(kept, name));
    mkdirSync(join(kept, name));
    expect(await sourceNow()).toEqual(["main.shop.b", "proto"]);
  });

  it("looks no further up than the repository, and says what to do where there is none", async () => {
    const folder = folderOf({
      "zerobus.config.json": '{"source":"a.b.c"}',
      "repo/.git/HEAD": "",
      "repo/src/x": "",
    });
    await expect(loadProject(join(folder, "repo/src"))).rejects.toMatchObject({
      message: expect.stringContaining("no zerobus.config.ts in"),
      hint: expect.stringContaining("zerobus-gen init"),
    });
    expect(await loadProject(join(folder, "repo/src"), "../../zerobus.config.json")).toMatchObject({
      catalogSources: ["a.b.c"],
    });
    await expect(loadProject(folder, "nosuch.ts")).rejects.toThrow("nosuch.ts does not exist");
  });

  it("tells everything that is wrong at once, by its key, with the word that was meant", async () => {
    const config = {
      sources: "proto",
      out: 7,
      lock: " ",
      namespace: "main",
      naming: "camelCase",
      tokenCommand: ["databricks", 1],
      environments: { prod: { catalogue: "prod", schema: "a.b" } },
      tables: { orders: {}, "main.shop.*": { bigint: "number", variants: { "a.b": { type: "T" } } } },
      check: {
        failOn: "breakin",
        rules: { "column-add": "off", "column-added": "none" },
        ignore: [{ rule: "type-changed", until: "2026-02-30", reason: "" }],
      },
    };
    const folder = folderOf({ "zerobus.config.json": JSON.stringify(config) });
    const error: Error = await loadProject(folder).then(
      () => new Error("it was taken"),
      (refusal: Error) => refusal,
    );
    expect(error.message.split("\n").slice(1)).toEqual([
      "  - source is missing",
      "  - sources is not a setting; did you mean source?",
      "  - out should be the path of a folder, but it is a number",
      "  - lock should be the path of a file, but it is empty",
      "  - namespace should be catalog.schema, but it is main",
      '  - naming should be "preserve" or "camel", but it is camelCase',
      "  - tokenCommand[1] should be a word of a command, but it is a number",
      "  - environments.prod.catalogue is not a setting; did you mean catalog?",
      '  - environments.prod.schema should be a name without dots, but it is "a.b"',
      "  - tables.orders its key should be a full table name or a pattern (catalog.schema.table, main.shop.*), but it is orders",
      '  - tables["main.shop.*"].bigint should be "bigint | number" or "bigint", but it is number',
      '  - tables["main.shop.*"].variants["a.b"].from is missing',
      '  - check.failOn should be "none" or "info" or "warning" or "breaking", but it is breakin; did you mean breaking?',
      expect.stringMatching(/check\.rules\["column-add"\] its key should be .* did you mean column-added\?$/),
      '  - check.rules["column-added"] should be "info" or "warning" or "breaking" or "off", but it is none',
      "  - check.ignore[0].until should be a day as YYYY-MM-DD, but it is 2026-02-30",
      "  - check.ignore[0].reason should be a text, but it is empty",
    ]);
  });

  it.each([
    ["zerobus.config.ts", "export default {", "cannot load"],
    ["zerobus.config.mjs", 'throw new Error("no luck")', "no luck"],
    ["zerobus.config.ts", 'import "./nosuch.js"; export default {}', "nosuch"],
    ["zerobus.config.ts", "export const config = {};", "source is missing"],
    ["zerobus.config.json", "{ // x\n}", "is not JSON"],
    ["zerobus.config.json", "[]", "should be an object, but it is a list"],
  ])("explains %s with %j", async (name, text, words) => {
    await expect(loadProject(folderOf({ [name]: text }))).rejects.toThrow(words);
  });
});

describe("a project", () => {
  const config = {
    source: "main.shop.*",
    host: "base",
    naming: "camel",
    tables: { "main.*.*": { omit: ["a"] }, "main.shop.orders": { naming: "preserve" } },
    environments: { prod: { catalog: "prod" }, other: { host: "other", schema: "s" } },
  };
  const load = () => loadProject(folderOf({ "zerobus.config.json": JSON.stringify(config) }));
  const orders = { catalog: "main", schema: "shop", table: "orders" };

  it("lays the settings of tables over one another", async () => {
    const project = await load();
    expect(settingsOf(project, orders)).toEqual({ naming: "preserve", omit: ["a"] });
    expect(settingsOf(project, { ...orders, table: "sales" })).toEqual({ naming: "camel", omit: ["a"] });
    expect(settingsOf(project, { ...orders, catalog: "dev" })).toEqual({ naming: "camel" });
  });

  it("moves tables into an environment, and names those that there are", async () => {
    const project = await load();
    expect(nameIn(environmentOf(project, "prod"), orders)).toEqual({ ...orders, catalog: "prod" });
    expect(nameIn(environmentOf(project, undefined), orders)).toEqual(orders);
    expect(() => environmentOf(project, "prd")).toThrow("did you mean prod?");
    expect(() => environmentOf(project, "__proto__")).toThrow("there is no environment");
    const hosts = [undefined, "other"].map(
      (name) => catalogSourceOf(project, environmentOf(project, name), {}).host,
    );
    expect(hosts).toEqual(["base", "other"]);
    expect(catalogSourceOf(project, environmentOf(project, "other"), { profile: "p" })).toEqual({
      profile: "p",
    });
  });
});
