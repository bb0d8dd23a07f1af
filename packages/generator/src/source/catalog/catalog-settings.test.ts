import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SourceError } from "../source-error.js";
import { type CatalogAccess, type CatalogChoice, catalogSettings } from "./catalog-settings.js";

let home = "";
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "zerobus-home-"));
  writeFileSync(
    join(home, ".databrickscfg"),
    `\uFEFF[DEFAULT]
; made by databricks configure
host  = https://default.example.com
token = s3cret-default

[prod.eu]
host = https://eu.example.com/?o=123
client_id = id
client_secret = s3cret-eu

[cli]
host = https://cli.example.com
auth_type = databricks-cli

[azure]
host = https://azure.example.com
auth_type = azure-cli

[bare]
host = https://bare.example.com

[half]
host = https://half.example.com
auth_type = oauth-m2m
client_id = id

[empty-token]
host = https://bare.example.com
auth_type = pat
token =
[__proto__]
host = https://proto.example.com
`,
  );
});
afterAll(() => rmSync(home, { recursive: true }));

function settings(choice: CatalogChoice, environment: Record<string, string> = {}): CatalogAccess {
  return catalogSettings(choice, { HOME: home, ...environment });
}

function failure(choice: CatalogChoice, environment: Record<string, string> = {}): SourceError {
  try {
    settings(choice, environment);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    expect(`${error.message} ${error.hint}`).not.toContain("s3cret");
    return error;
  }
  throw new Error("expected a SourceError");
}

const host = "https://env.example.com";
const pat = { DATABRICKS_HOST: host, DATABRICKS_TOKEN: "s3cret-pat" };
const m2m = { DATABRICKS_HOST: host, DATABRICKS_CLIENT_ID: "me", DATABRICKS_CLIENT_SECRET: "s3cret" };
const eu = {
  host: "https://eu.example.com/?o=123",
  credentials: { clientId: "id", clientSecret: "s3cret-eu" },
};

describe("the catalog is found, and who asks it", () => {
  test.each<[string, CatalogChoice, Record<string, string>, CatalogAccess]>([
    ["by a token", {}, pat, { host, credentials: { token: "s3cret-pat" } }],
    ["by a service principal", {}, m2m, { host, credentials: { clientId: "me", clientSecret: "s3cret" } }],
    [
      "by the token where there are both",
      {},
      { ...m2m, ...pat },
      { host, credentials: { token: "s3cret-pat" } },
    ],
    [
      "by the profile DEFAULT",
      {},
      {},
      { host: "https://default.example.com", credentials: { token: "s3cret-default" } },
    ],
    ["by a profile, with a dot in its name", { profile: "prod.eu" }, {}, eu],
    ["by a profile before the environment", { profile: "prod.eu" }, pat, eu],
    ["by a profile that the environment names", {}, { DATABRICKS_CONFIG_PROFILE: "prod.eu" }, eu],
    [
      "by the environment before that",
      {},
      { ...pat, DATABRICKS_CONFIG_PROFILE: "prod.eu" },
      { host, credentials: { token: "s3cret-pat" } },
    ],
    [
      "by the Databricks CLI, where the profile says so",
      { profile: "cli" },
      {},
      {
        host: "https://cli.example.com",
        credentials: { tokenCommand: ["databricks", "auth", "token", "--profile", "cli"] },
      },
    ],
    [
      "by a token command before all else",
      { tokenCommand: `my-tool "a b" --x='c d'` },
      pat,
      { host, credentials: { tokenCommand: ["my-tool", "a b", "--x=c d"] } },
    ],
    [
      "by a token command with the host of a profile",
      { tokenCommand: ["t"], profile: "azure" },
      pat,
      { host: "https://azure.example.com", credentials: { tokenCommand: ["t"] } },
    ],
    [
      "by a chosen host before the environment's",
      { host: "https://a.example.com" },
      pat,
      { host: "https://a.example.com", credentials: { token: "s3cret-pat" } },
    ],
    [
      "on this machine without credentials",
      { host: "http://localhost:8080" },
      {},
      { host: "http://localhost:8080", credentials: "none" },
    ],
    [
      "on this machine with a token",
      { host: "http://localhost:8080" },
      pat,
      { host: "http://localhost:8080", credentials: { token: "s3cret-pat" } },
    ],
    [
      "at a local Zerobus before all the environment says",
      {},
      { ...pat, ZEROBUS_EMULATOR_HOST: "localhost:8099" },
      { host: "http://localhost:8099", credentials: { clientId: "local", clientSecret: "local" } },
    ],
    [
      "not there where something was chosen",
      { profile: "prod.eu" },
      { ZEROBUS_EMULATOR_HOST: "localhost:8099" },
      eu,
    ],
  ])("%s", (_, choice, environment, want) => {
    expect(settings(choice, environment)).toEqual(want);
  });
});

describe("the credentials of a profile", () => {
  test("go to no other host", () => {
    const other = { host: "https://evil.example.com" };
    expect(failure(other).message).toContain("no credentials for the catalog");
    expect(failure({ ...other, profile: "prod.eu" }).message).toContain(
      'the profile "prod.eu" is for https://eu.example.com/?o=123',
    );
    expect(failure({}, { DATABRICKS_HOST: "evil.example.com" }).message).toContain("no credentials");
    expect(settings({ host: "eu.example.com", profile: "prod.eu" }).credentials).toEqual(eu.credentials);
  });

  test.each([
    [
      "azure",
      "auth_type = azure-cli; known here are",
      '--token-command "databricks auth token --profile azure"',
    ],
    ["bare", "nothing to log in with", "databricks auth login --profile bare"],
    ["half", "not both client_id and client_secret", "add them"],
    ["empty-token", "auth_type = pat and no token", "add it"],
    ["clii", "there is no profile clii in", "did you mean cli?"],
    [
      "zzzzzz",
      "there is no profile zzzzzz in",
      'it has DEFAULT, cli, azure, bare, half, empty-token, "prod.eu"',
    ],
    ["__proto__", "there is no profile __proto__", "it has DEFAULT"],
    ["prod", "there is no profile prod in", "prod.eu"],
  ])("of %s are explained", (profile, message, hint) => {
    const error = failure({ profile });
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
  });

  test("are looked for in DATABRICKS_CONFIG_FILE", () => {
    const nowhere = { DATABRICKS_CONFIG_FILE: "~/no-such-file" };
    expect(failure({ profile: "cli" }, nowhere).message).toContain(
      `${join(home, "no-such-file")} does not exist`,
    );
    expect(failure({ profile: "cli" }, { DATABRICKS_CONFIG_FILE: home }).message).toContain(
      "is no file of Databricks profiles",
    );
  });
});

describe("what is missing is named, with where it was looked for", () => {
  const empty = { HOME: "" };
  test("for the host", () => {
    const error = failure({}, empty);
    expect(error.message).toBe(
      "no catalog to read tables from: no host was given, DATABRICKS_HOST is not set, and there is no profile DEFAULT",
    );
    expect(error.hint).toContain("set DATABRICKS_HOST or pass --host");
  });

  test("for the credentials", () => {
    const error = failure({}, { ...empty, DATABRICKS_HOST: host, DATABRICKS_CLIENT_ID: "me" });
    expect(error.message).toContain("DATABRICKS_TOKEN, DATABRICKS_CLIENT_SECRET are not set");
  });

  test.each([
    ["  ", "is empty"],
    ["a 'b", "quote that does not end"],
    ["echo token | tail -1", "not run by a shell"],
    ["echo $(cat x)", "not run by a shell"],
  ])("for the token command %j", (tokenCommand, message) => {
    expect(failure({ host, tokenCommand }, empty).message).toContain(message);
  });
});
