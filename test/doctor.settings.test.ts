import { describe, expect, test } from "vitest";
import { config } from "../packages/generator/src/doctor/checks/config.js";
import { lock } from "../packages/generator/src/doctor/checks/lock.js";
import { diagnose } from "../packages/generator/src/doctor/diagnose.js";
import type { DoctorProject, Environment } from "../packages/generator/src/doctor/project.js";
import { findingsOf, linesOf, mendsOf, PRINCIPAL } from "./support/doctor.js";
import { ORDERS } from "./support/shop.js";

/** What the checks say that need no network. */
const settled = (environment: Environment, project: Partial<DoctorProject> = {}, nodeVersion = "20.0.0") =>
  findingsOf(environment, project, {
    nodeVersion,
    only: ["Node.js", "config", "lock", "credentials", "addresses", "proxy"],
  });

test("Node.js must be new enough", async () => {
  expect(linesOf(await settled({}), "Node.js")).toEqual(["ok: 20.0.0"]);
  expect(linesOf(await settled({}, {}, "18.19.1"), "Node.js")).toEqual(["wrong: 18.19.1 is too old"]);
});

test.each<[Partial<DoctorProject>, string, RegExp]>([
  [{}, "ok: zerobus.config.ts", /^$/],
  [
    { configFault: { message: "no default export", hint: "write one" } },
    "wrong: no default export",
    /write one/,
  ],
])("the config: %o", async (project, line, mend) => {
  const findings = await settled({}, project);
  expect(linesOf(findings, "config")).toEqual([line]);
  expect(mendsOf(findings, "config")).toMatch(mend);
});

test("a project without config and lock may do without them", async () => {
  const project = { lockPath: "zerobus.lock.json", tables: [] };
  const world = { environment: {}, nodeVersion: "20.0.0", now: Date.now, compare: () => [] };
  const readTable = () => Promise.reject(new Error("no table is looked at"));
  const findings = await diagnose({ project, readTable, ...world }, undefined, [config, lock]);
  expect(findings.map(({ mark, mend }) => `${mark}: ${mend}`)).toEqual([
    "warning: zerobus-gen init",
    "skipped: zerobus-gen pull",
  ]);
});

describe("the lock", () => {
  const merged = "{\n<<<<<<< HEAD\n}";
  test.each<[string, Partial<DoctorProject>, readonly string[], string]>([
    ["good", {}, ["ok: zerobus.lock.json: 1 table", "ok: the generated files are made from it"], ""],
    [
      "half merged",
      { lockText: merged, lockFault: { message: "no JSON" } },
      ["wrong: zerobus.lock.json has the marks of a merge conflict in it"],
      "git checkout --theirs zerobus.lock.json\nzerobus-gen pull\nzerobus-gen generate",
    ],
    ["broken", { lockFault: { message: "no JSON" } }, ["wrong: no JSON"], "zerobus-gen pull"],
    [
      "newer than the code",
      { staleFiles: ["orders.ts"] },
      ["ok: zerobus.lock.json: 1 table", "wrong: generated from something else: orders.ts"],
      "zerobus-gen generate",
    ],
  ])("%s", async (_, project, lines, mend) => {
    const findings = await settled({}, project);
    expect(linesOf(findings, "lock")).toEqual(lines);
    expect(mendsOf(findings, "lock")).toBe(mend);
  });
});

describe("credentials", () => {
  const fromToken = "ok: a token from DATABRICKS_TOKEN: reads the catalog";
  const fromPair =
    "ok: the service principal 0c5c-77, from DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET: writes";
  const { DATABRICKS_CLIENT_ID } = PRINCIPAL;
  test.each<[string, Environment, Partial<DoctorProject>, readonly (string | RegExp)[]]>([
    ["none", {}, {}, ["wrong: there are none"]],
    ["half", { DATABRICKS_CLIENT_ID }, {}, [/^wrong: DATABRICKS_CLIENT_SECRET is not set/]],
    ["a token", { DATABRICKS_TOKEN: "dapi-s3cret" }, {}, [fromToken, /^warning: no service principal/]],
    ["a service principal", PRINCIPAL, {}, [`${fromPair} and reads the catalog`]],
    ["both", { ...PRINCIPAL, DATABRICKS_TOKEN: "dapi-s3cret" }, {}, [fromToken, fromPair]],
    [
      "a profile",
      PRINCIPAL,
      { credentialsFrom: "the profile dev" },
      ["ok: the profile dev: reads the catalog", fromPair],
    ],
    [
      "quoted",
      { ...PRINCIPAL, DATABRICKS_CLIENT_SECRET: '"s3cret"' },
      {},
      [/^wrong: DATABRICKS_CLIENT_SECRET has quotes/, /^ok/],
    ],
    [
      "blank",
      { ...PRINCIPAL, DATABRICKS_CLIENT_SECRET: "  " },
      {},
      [/^wrong: DATABRICKS_CLIENT_SECRET is not set/],
    ],
    ["not needed", { ZEROBUS_EMULATOR_HOST: "127.0.0.1:1" }, {}, [/^ok: none are needed/]],
  ])("%s", async (_, environment, project, lines) => {
    const found = linesOf(await settled(environment, project), "credentials");
    expect(found).toEqual(lines.map((line) => (line instanceof RegExp ? expect.stringMatching(line) : line)));
  });
});

describe("addresses", () => {
  const aws = "dbc-1.cloud.databricks.com";
  const azure = "adb-77.3.azuredatabricks.net";
  test.each<[string, string | undefined, readonly RegExp[], RegExp]>([
    [aws, "77.zerobus.us-west-2.cloud.databricks.com", [/^ok: workspace/, /^ok: endpoint/], /^$/],
    [azure, "https://77.zerobus.westeurope.azuredatabricks.net/", [/^ok: workspace/, /^ok: endpoint/], /^$/],
    [
      azure,
      "78.zerobus.westeurope.azuredatabricks.net",
      [/^ok/, /^ok/, /^wrong: .*workspace 78, and DATABRICKS_HOST is 77/],
      /https:\/\/77\.zerobus\.westeurope\.azure/,
    ],
    [
      aws,
      "77.zerobus.westeurope.azuredatabricks.net",
      [/^ok/, /^ok/, /^wrong: .*two different clouds/],
      /cloud\.databricks\.com/,
    ],
    [
      aws,
      "77.zerobus.us-west-9.cloud.databricks.com",
      [/^ok/, /^ok/, /^warning: us-west-9 is not a region/],
      /docs/,
    ],
    [aws, aws, [/^ok/, /^wrong: ZEROBUS_ENDPOINT is the address of the workspace/], /\?o=/],
    [
      aws,
      undefined,
      [/^ok/, /^wrong: no endpoint/],
      /<workspace id>\.zerobus\.<region>\.cloud\.databricks\.com/,
    ],
    [
      azure,
      undefined,
      [/^ok/, /^wrong: no endpoint/],
      /https:\/\/77\.zerobus\.<region>\.azuredatabricks\.net/,
    ],
    [aws, "http://77.zerobus.us-west-2.cloud.databricks.com", [/^ok/, /^wrong: .*not https/], /https/],
    [aws, "77.zerobus.us-west-2.cloud.databricks.com/x", [/^ok/, /^wrong: .*more than scheme/], /set it to/],
    [
      aws,
      "dbc-1.zerobus.us-west-2.cloud.databricks.com",
      [/^ok/, /^warning: .*not of the form/],
      /workspaceId/,
    ],
    [aws, "::::", [/^ok/, /^wrong: ZEROBUS_ENDPOINT is no address/], /set/],
    [
      `https://${aws}/?o=77`,
      "77.zerobus.us-west-2.cloud.databricks.com",
      [/^wrong: .*goes on behind the host/, /^ok/],
      /set DATABRICKS_HOST to https:\/\/dbc-1\.cloud\.databricks\.com$/,
    ],
    [
      "accounts.cloud.databricks.com",
      "77.zerobus.us-west-2.cloud.databricks.com",
      [/^wrong: .*console of the account/, /^ok/],
      /./,
    ],
    [
      "http://dbc-1.cloud.databricks.com",
      "77.zerobus.us-west-2.cloud.databricks.com",
      [/^wrong: DATABRICKS_HOST: .*not https/, /^ok/],
      /./,
    ],
    [
      "https://me:s3cret@x",
      "77.zerobus.us-west-2.cloud.databricks.com",
      [/^wrong: .*user or password/, /^ok/],
      /./,
    ],
    [
      "data.example.com",
      "77.zerobus.us-west-2.cloud.databricks.com",
      [/^warning: .*not at a domain/, /^ok/],
      /^$/,
    ],
  ])("%s and %s", async (host, endpoint, lines, mend) => {
    const findings = await settled({ DATABRICKS_HOST: host, ZEROBUS_ENDPOINT: endpoint });
    expect(linesOf(findings, "addresses")).toEqual(lines.map((line) => expect.stringMatching(line)));
    expect(mendsOf(findings, "addresses")).toMatch(mend);
  });

  test("a local server takes the place of all others", async () => {
    const findings = await settled({ ZEROBUS_EMULATOR_HOST: "127.0.0.1:8099", DATABRICKS_HOST: aws });
    expect(linesOf(findings, "addresses")).toEqual([
      expect.stringMatching(/^warning: .*everything goes to 127/),
    ]);
    const bad = await settled({ ZEROBUS_EMULATOR_HOST: "http://" });
    expect(linesOf(bad, "addresses")).toEqual(["wrong: ZEROBUS_EMULATOR_HOST is no address"]);
  });

  test("that of the config counts more than the environment's", async () => {
    const findings = await settled({ DATABRICKS_HOST: "accounts.cloud.databricks.com" }, { host: aws });
    expect(linesOf(findings, "addresses")[0]).toBe(`ok: workspace https://${aws}`);
  });
});

describe("the proxy", () => {
  const addresses: Environment = {
    DATABRICKS_HOST: "dbc-1.cloud.databricks.com",
    ZEROBUS_ENDPOINT: "77.zerobus.us-west-2.cloud.databricks.com",
  };
  const [workspace, endpoint] = Object.values(addresses);
  const HTTPS_PROXY = "http://me:pr0xy-s3cret@proxy.corp:3128";
  test.each<[string, Environment, readonly RegExp[]]>([
    ["none", {}, [new RegExp(`^ok: none to ${workspace} and ${endpoint}$`)]],
    [
      "for both",
      { HTTPS_PROXY },
      [/^ok: .*through http:\/\/proxy.corp:3128, from HTTPS_PROXY/, /^warning: zerobus-gen itself/, /^ok/],
    ],
    [
      "for one",
      { HTTPS_PROXY, NO_PROXY: ".zerobus.us-west-2.cloud.databricks.com" },
      [/^ok: producers/, /^warning/, /^ok: none to 77/],
    ],
    [
      "which Node.js looks at too",
      { HTTPS_PROXY, NODE_USE_ENV_PROXY: "1" },
      [/^ok: producers/, /^ok: producers/],
    ],
    [
      "for gRPC first",
      { HTTPS_PROXY, grpc_proxy: "other:1", no_proxy: "dbc-1.cloud.databricks.com:443" },
      [/^ok: .*other:1, from grpc_proxy/, /^ok: none to dbc/],
    ],
    ["that is no address", { https_proxy: "ftp://x" }, [/^wrong: https_proxy holds no address/]],
    ["never for nobody", { HTTPS_PROXY, NO_PROXY: "*" }, [/^ok: none/]],
  ])("%s", async (_, environment, lines) => {
    const found = linesOf(await settled({ ...addresses, ...environment }), "proxy");
    expect(found).toEqual(lines.map((line) => expect.stringMatching(line)));
  });
});

test("what is the same for many tables is told once", async () => {
  const tables = [ORDERS, ORDERS].map(({ name }) => ({ name }));
  const findings = await findingsOf(
    { ...PRINCIPAL, DATABRICKS_HOST: "dbc-1.cloud.databricks.com" },
    { tables },
    { only: ["addresses", "tables"], readTable: async () => ({ tables: [ORDERS], problems: [] }) },
  );
  expect(linesOf(findings, "tables")).toHaveLength(1);
});
