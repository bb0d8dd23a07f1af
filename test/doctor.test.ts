import { startLocal } from "@zerobus-gen/local";
import { describe, expect, onTestFinished, test } from "vitest";
import { doctor } from "../packages/generator/src/commands/doctor.js";
import type { Check } from "../packages/generator/src/doctor/check.js";
import { diagnose } from "../packages/generator/src/doctor/diagnose.js";
import type { Environment } from "../packages/generator/src/doctor/project.js";
import {
  type Answers,
  findingsOf,
  linesOf,
  mendsOf,
  PRINCIPAL,
  scriptedWorkspace,
} from "./support/doctor.js";
import { ORDERS, ORDERS_INFO } from "./support/shop.js";
import { temporaryFolder } from "./support/temporary-folder.js";

/** The environment for a scripted workspace, which is its own endpoint. */
const at = (url: string): Environment => ({ ...PRINCIPAL, DATABRICKS_HOST: url, ZEROBUS_ENDPOINT: url });

async function told(answers: Answers, ...rest: [project?: object, context?: object]) {
  const { url, asked } = await scriptedWorkspace(answers);
  return { asked, findings: await findingsOf(at(url), ...rest) };
}

test("all is well with a local server", async () => {
  const local = await startLocal({ dir: temporaryFolder(), tables: [ORDERS_INFO] });
  onTestFinished(() => local.close());
  const findings = await findingsOf({ ZEROBUS_EMULATOR_HOST: new URL(local.endpoint).host });
  expect(findings.map(({ check, mark }) => `${check} ${mark}`)).toEqual([
    "Node.js ok",
    "config ok",
    "lock ok",
    "lock ok",
    "credentials ok",
    "addresses warning",
    "proxy ok",
    "network ok",
    "token ok",
    "clock ok",
    "tables ok",
    "grants ok",
  ]);
  expect(linesOf(findings, "tables")).toEqual(["ok: main.shop.orders: MANAGED DELTA, 5 columns, as locked"]);
});

test("a local server that does not run is to be started", async () => {
  const local = await startLocal({ dir: temporaryFolder() });
  const { host, port } = new URL(local.endpoint);
  await local.close();
  const findings = await findingsOf({ ZEROBUS_EMULATOR_HOST: host });
  expect(linesOf(findings, "network")).toEqual([
    expect.stringMatching(/^wrong: the local server .*ECONNREFUSED/),
  ]);
  expect(mendsOf(findings, "network")).toBe(`zerobus-gen dev --port ${port}`);
  expect(linesOf(findings, "tables")).toEqual(["skipped: the workspace does not answer"]);
});

test("the token for writing is asked for as producers ask", async () => {
  const { asked, findings } = await told({});
  expect(findings.filter(({ mark }) => mark !== "ok")).toEqual([]);
  const form = new URLSearchParams(
    asked.find((line) => line.includes("authorization_details"))?.split(" ")[2],
  );
  expect(form.get("resource")).toBe("api://databricks/workspaces/local/zerobusDirectWriteApi");
  expect(JSON.parse(form.get("authorization_details") ?? "")).toMatchObject([
    { privileges: ["USE CATALOG"], object_full_path: "main" },
    { privileges: ["USE SCHEMA"], object_full_path: "main.shop" },
    { privileges: ["SELECT", "MODIFY"], object_full_path: "main.shop.orders", operations: ["zerobuswrite"] },
  ]);
});

describe("a workspace that gives no token", () => {
  test.each<[Answers["token"], RegExp, RegExp]>([
    [
      [401, { error: "invalid_client", error_description: "wrong dose-s3cret" }],
      /401 \(invalid_client: wrong \*\*\*\)/,
      /does not know 0c5c-77/,
    ],
    [[400, {}], /gave none: 400$/, /Generate another/],
    [[403, "<html>"], /403/, /IP access list/],
    [[302, ""], /302/, /that is no workspace/],
    [[200, "<html>login</html>"], /200/, /that is no workspace/],
    [[404, {}], /404/, /that is no workspace/],
    [[429, {}], /429/, /in a minute/],
    [[503, {}], /503/, /try again later/],
    ["silence", /no answer within 200 ms/, /network/],
  ])("but %j", async (token, message, mend) => {
    const { findings } = await told(
      { token },
      {},
      { timeoutMs: 200, readTable: async () => ({ tables: [], problems: [] }) },
    );
    expect(linesOf(findings, "token")).toEqual([expect.stringMatching(/^wrong: /)]);
    expect(linesOf(findings, "token")[0]).toMatch(message);
    expect(mendsOf(findings, "token")).toMatch(mend);
    expect(linesOf(findings, "grants")).toEqual(["skipped: the service principal gets no token at all"]);
  });
});

test("credentials are not carried to where a redirect points", async () => {
  const elsewhere = await scriptedWorkspace();
  const answers: Answers = { token: [307, ""], headers: { location: `${elsewhere.url}/oidc/v1/token` } };
  const { findings } = await told(answers, {}, { only: ["credentials", "addresses", "token"] });
  expect(linesOf(findings, "token")[0]).toMatch(/gave none: 307/);
  expect(elsewhere.asked).toEqual([]);
});

describe("grants", () => {
  const tableToken: Answers["tableToken"] = [401, { error: "access_denied" }];
  const grant = (...privileges: object[]): Answers["token"] => [
    200,
    { privilege_assignments: [{ principal: "x", privileges }] },
  ];

  test("that cannot be read are all named", async () => {
    const { findings } = await told({ tableToken });
    expect(linesOf(findings, "grants")).toEqual([
      "wrong: main.shop.orders: no token to write (401 (access_denied)): 0c5c-77 lacks a privilege",
    ]);
    expect(mendsOf(findings, "grants")).toBe(`have the owner run:
GRANT USE CATALOG ON CATALOG main TO \`0c5c-77\`;
GRANT USE SCHEMA ON SCHEMA main.shop TO \`0c5c-77\`;
-- ALL PRIVILEGES is not enough: Zerobus looks for these by name, on the table itself
GRANT SELECT, MODIFY ON TABLE main.shop.orders TO \`0c5c-77\`;`);
  });

  test("are named alone that are missing; neither ALL PRIVILEGES nor inherited ones count on the table", async () => {
    const { findings, asked } = await told({
      tableToken,
      permissions: (kind) =>
        ({
          catalog: grant({ privilege: "USE_CATALOG" }),
          schema: grant({ privilege: "USE_SCHEMA", inherited_from_type: "CATALOG" }),
          table: grant(
            { privilege: "SELECT" },
            { privilege: "ALL_PRIVILEGES" },
            { privilege: "MODIFY", inherited_from_type: "SCHEMA" },
          ),
        })[kind] ?? "silence",
    });
    expect(linesOf(findings, "grants")[0]).toMatch(/0c5c-77 lacks MODIFY$/);
    expect(mendsOf(findings, "grants")).toMatch(/\nGRANT MODIFY ON TABLE main\.shop\.orders TO `0c5c-77`;$/);
    expect(asked.join("\n")).toContain("effective-permissions/table/main.shop.orders?principal=0c5c-77");
  });

  test("that are all there leave the workspace's id in doubt", async () => {
    const all = ["USE_CATALOG", "USE_SCHEMA", "SELECT", "MODIFY"].map((privilege) => ({ privilege }));
    const { findings } = await told({ tableToken, permissions: () => grant(...all) });
    expect(linesOf(findings, "grants")[0]).toMatch(/though 0c5c-77 has what it needs/);
    expect(mendsOf(findings, "grants")).toMatch(/the id of 127\.0\.0\.1/);
  });

  test("are not blamed for a workspace in trouble", async () => {
    const { findings } = await told({ tableToken: [503, {}] });
    expect(linesOf(findings, "grants")).toEqual([expect.stringMatching(/^warning: .*for now: 503/)]);
  });
});

test.each<[Answers["table"], RegExp, RegExp]>([
  [
    [404, { error_code: "TABLE_DOES_NOT_EXIST" }],
    /^wrong: main.shop.orders: does not exist/,
    /zerobus-gen dev/,
  ],
  [[403, {}], /^wrong: main.shop.orders: this principal may not read/, /GRANT USE CATALOG/],
  [
    [200, { ...Object(ORDERS_INFO), table_type: "VIEW" }],
    /^wrong: main.shop.orders: Zerobus writes to managed/,
    /./,
  ],
  [
    [200, { ...Object(ORDERS_INFO), table_type: "EXTERNAL" }],
    /^ok: main.shop.orders: EXTERNAL/,
    /managed table/,
  ],
  [[200, "<html>"], /^wrong: .*not JSON/, /DATABRICKS_HOST/],
])("a table that the catalog does not show as it should: %#", async (table, line, mend) => {
  const { findings } = await told({ table });
  expect(linesOf(findings, "tables")[0]).toMatch(line);
  expect(mendsOf(findings, "tables")).toMatch(mend);
});

test("drift is summed up, the worst first", async () => {
  const compare = () => [
    { class: "info", message: "a column is new" },
    { class: "breaking", message: "total is gone" },
  ];
  const { findings } = await told({}, {}, { compare });
  expect(linesOf(findings, "tables")).toEqual([
    "wrong: main.shop.orders has drifted from the lock (breaking): total is gone, and 1 more",
  ]);
});

test("a clock that is wrong is told, with what it does", async () => {
  const { findings } = await told({ headers: { date: new Date(Date.now() + 120_000).toUTCString() } });
  expect(linesOf(findings, "clock")).toEqual([
    expect.stringMatching(/^warning: 1[12]\d s behind the server's/),
  ]);
});

test("an endpoint of another workspace is found by the id that answers tell", async () => {
  const { url } = await scriptedWorkspace({ headers: { "x-databricks-org-id": "77" } });
  const ZEROBUS_ENDPOINT = "78.zerobus.us-west-2.cloud.databricks.com";
  const findings = await findingsOf(
    { ...at(url), ZEROBUS_ENDPOINT },
    {},
    { only: ["credentials", "addresses", "token"] },
  );
  expect(linesOf(findings, "token")[1]).toMatch(
    /^warning: .*its id is 77, and ZEROBUS_ENDPOINT begins with 78/,
  );
});

test("checks that fail, never end or tell a secret do no harm to the others", async () => {
  const checks: readonly Check[] = [
    {
      name: "throws",
      run: () => Promise.reject(Object.assign(new Error("odd\u001b[2J"), { hint: "mend it" })),
    },
    {
      name: "hangs",
      run: ({ report, signal }) => {
        report({ mark: "ok", message: "so far" });
        signal.addEventListener("abort", () => report({ mark: "ok", message: "too late" }));
        return new Promise(() => {});
      },
    },
    { name: "tells", run: ({ report }) => report({ mark: "ok", message: "dapi-1", mend: "use dapi-1" }) },
    { name: "works", run: ({ report }) => report({ mark: "ok", message: "yes" }) },
  ];
  const context = {
    project: { lockPath: "", tables: [] },
    environment: { DATABRICKS_TOKEN: " dapi-1" },
    nodeVersion: "20.0.0",
    now: Date.now,
    readTable: () => Promise.reject(new Error("unused")),
    compare: () => [],
    checkTimeoutMs: 50,
  };
  expect(await diagnose(context, undefined, checks)).toEqual([
    { check: "throws", mark: "wrong", message: "odd [2J", mend: "mend it" },
    { check: "hangs", mark: "ok", message: "so far" },
    { check: "hangs", mark: "wrong", message: "no end within 50 ms" },
    { check: "tells", mark: "ok", message: "***", mend: "use ***" },
    { check: "works", mark: "ok", message: "yes" },
  ]);
});

test("the command prints signs and mends, or JSON, and exits by what is wrong", async () => {
  const context = {
    project: {
      lockPath: "zerobus.lock.json",
      configPath: "zerobus.config.ts",
      tables: [{ name: ORDERS.name }],
    },
    environment: {},
    nodeVersion: "20.0.0",
    now: Date.now,
    readTable: () => Promise.reject(new Error("unused")),
    compare: () => [],
  };
  const run = async (json: boolean) => {
    const out: string[] = [];
    const code = await doctor(
      context,
      { json },
      { out: (line) => out.push(line), err: () => {}, colours: false },
    );
    return { code, out: out.join("\n") };
  };
  const text = await run(false);
  expect(text.code).toBe(1);
  expect(text.out).toContain(
    "✓ Node.js: 20.0.0\n✓ config: zerobus.config.ts\n✗ lock: there is no zerobus.lock.json",
  );
  expect(text.out).toMatch(/\n {4}zerobus-gen pull\n/);
  expect(text.out).toMatch(/\n- token: no workspace/);
  expect(text.out).toMatch(/\n4 to mend \(✗\)$/);
  const document: { clean: boolean; findings: object[] } = JSON.parse((await run(true)).out);
  expect(document.clean).toBe(false);
  expect(document.findings[0]).toEqual({ check: "Node.js", mark: "ok", message: "20.0.0" });
  expect(document.findings).toHaveLength(11);
});
