import { describe, expect, test } from "vitest";
import { ZerobusError } from "../errors.js";
import { testAuthority } from "../testing/test-certificates.js";
import type { Environment } from "../transport/proxy-choice.js";
import { type ConnectionOptions, resolveConnection } from "./settings.js";

const { signal } = new AbortController();
const environment: Environment = {
  ZEROBUS_ENDPOINT: "https://1234.zerobus.us-west-2.cloud.databricks.com",
  DATABRICKS_HOST: "https://dbc.cloud.databricks.com",
  DATABRICKS_CLIENT_ID: "client-1",
  DATABRICKS_CLIENT_SECRET: "s3cret",
};
const token = (): string => "t";

function failure(options: ConnectionOptions, variables: Environment): ZerobusError {
  try {
    resolveConnection(options, variables);
  } catch (error) {
    if (error instanceof ZerobusError) return error;
  }
  return expect.unreachable("it is refused");
}

describe("the endpoint", () => {
  test.each<[string, ConnectionOptions, Environment, string]>([
    ["the environment", {}, environment, "https://1234.zerobus.us-west-2.cloud.databricks.com/"],
    [
      "the environment, with spaces around",
      {},
      { ...environment, ZEROBUS_ENDPOINT: " a.b \n" },
      "https://a.b/",
    ],
    ["the options, before the environment", { endpoint: "https://other.b" }, environment, "https://other.b/"],
    ["a host", { endpoint: "a.b" }, environment, "https://a.b/"],
    ["a host and port", { endpoint: "a.b:8443" }, environment, "https://a.b:8443/"],
    [
      "this machine, in the clear",
      { endpoint: "http://127.0.0.1:7070" },
      environment,
      "http://127.0.0.1:7070/",
    ],
    [
      "a local server",
      {},
      { ...environment, ZEROBUS_EMULATOR_HOST: "127.0.0.1:7070" },
      "http://127.0.0.1:7070/",
    ],
    [
      "a local server alone",
      {},
      { ZEROBUS_EMULATOR_HOST: "http://localhost:7070" },
      "http://localhost:7070/",
    ],
    [
      "no local server, if that is empty",
      {},
      { ...environment, ZEROBUS_EMULATOR_HOST: " " },
      `${environment.ZEROBUS_ENDPOINT}/`,
    ],
  ])("comes from %s", (_, options, variables, want) => {
    expect(resolveConnection(options, variables).route.target.href).toBe(want);
  });

  test.each([
    "",
    "ftp://a.b",
    "https://",
    "https://user@a.b",
    "https://user:s3cret@a.b",
    "javascript://x",
    "a b",
  ])("cannot be %j", (endpoint) => {
    const error = failure({ endpoint, token }, {});
    expect(error).toMatchObject({ code: "invalid_argument" });
    expect(error.message).toContain("the endpoint is no http(s) address");
    expect(error.message).not.toContain("s3cret");
  });

  test.each<[ConnectionOptions, string]>([
    [{ endpoint: "http://a.b", token }, "the endpoint is not https"],
    [{ endpoint: "http://127.0.0.1.evil.com", token }, "the endpoint is not https"],
    [{ endpoint: "http://localhost.evil.com", token }, "the endpoint is not https"],
    [{ workspaceUrl: "http://a.b" }, "the workspace address is not https"],
    [{ workspaceUrl: "ftp://a.b" }, "the workspace address is no http(s) address"],
  ])("and the workspace cannot be %o: credentials go there", (options, message) => {
    expect(failure(options, environment).message).toContain(message);
  });

  test("is asked for when it is nowhere", () => {
    const error = failure({}, { ...environment, ZEROBUS_ENDPOINT: undefined });
    expect(error).toMatchObject({
      code: "invalid_argument",
      hint: expect.stringContaining("ZEROBUS_ENDPOINT"),
    });
  });
});

describe("credentials", () => {
  const provider = { headers: async () => ({ authorization: "Bearer mine" }) };

  test("are the headers provider, before all else", async () => {
    for (const variables of [environment, { ZEROBUS_EMULATOR_HOST: "localhost:1" }]) {
      const { credentials } = resolveConnection(
        { headersProvider: provider, token, endpoint: "a.b" },
        variables,
      );
      expect(credentials).toBe(provider);
    }
  });

  test("are a token function, before the environment", async () => {
    const { credentials } = resolveConnection({ token: (table) => `for-${table}` }, environment);
    expect(await credentials.headers("c.s.t", signal)).toEqual({ authorization: "Bearer for-c.s.t" });
  });

  test.each<[readonly string[], ConnectionOptions, Environment]>([
    [["DATABRICKS_HOST", "DATABRICKS_CLIENT_ID", "DATABRICKS_CLIENT_SECRET"], {}, {}],
    [["DATABRICKS_CLIENT_ID", "DATABRICKS_CLIENT_SECRET"], { workspaceUrl: "a.b" }, {}],
    [
      ["DATABRICKS_CLIENT_SECRET"],
      { clientId: "c" },
      { DATABRICKS_HOST: "a.b", DATABRICKS_CLIENT_SECRET: "  " },
    ],
  ])("are asked for by name when they are missing: %j", (names, options, variables) => {
    const error = failure({ endpoint: "a.b", ...options }, variables);
    expect(error.code).toBe("unauthenticated");
    expect(error.hint).toBe(`set ${names.join(", ")}, or pass \`token\` or \`headersProvider\``);
  });
});

describe("the ways", () => {
  const { signal: never } = new AbortController();

  test("to endpoint and workspace each have the proxy, unless a list names the host", async () => {
    const proxied = { ...environment, https_proxy: "http://p:3128" };
    expect(resolveConnection({}, proxied).route.proxy?.origin).toBe("http://p:3128");
    const bypassed = { ...proxied, NO_PROXY: ".zerobus.us-west-2.cloud.databricks.com" };
    expect(resolveConnection({}, bypassed).route.proxy).toBeUndefined();
    expect(resolveConnection({ proxy: "http://q:1" }, bypassed).route.proxy?.origin).toBe("http://q:1");
    expect(resolveConnection({ proxy: false }, proxied).route.proxy).toBeUndefined();
    // Nobody listens on port 9 of this machine, which is the proxy of the workspace alone.
    const split = {
      ...environment,
      https_proxy: "http://127.0.0.1:9",
      no_proxy: "1234.zerobus.us-west-2.cloud.databricks.com",
    };
    const { credentials, route } = resolveConnection({}, split);
    expect(route.proxy).toBeUndefined();
    await expect(credentials.headers("a.b.c", never)).rejects.toThrow(
      /no connection to https:\/\/dbc.cloud.databricks.com through the proxy http:\/\/127.0.0.1:9 /,
    );
  });

  test("are refused when the proxy's address is none, and it says where that stands", () => {
    const error = failure({}, { ...environment, HTTP_PROXY: "http://user:s3cret@p:x" });
    expect(error.message).toMatch(/^\[invalid_argument\] HTTP_PROXY holds no proxy address/);
    expect(failure({ proxy: "socks5://s3cret@p" }, environment).message).toContain("the option `proxy`");
  });

  test("trust the authorities given, and Node's own when none is", () => {
    expect(resolveConnection({}, environment).route.trust).toBeUndefined();
    expect(resolveConnection({ ca: testAuthority }, environment).route.trust).toBeDefined();
    expect(failure({ ca: "s3cret.pem" }, environment)).toMatchObject({
      code: "invalid_argument",
      message: expect.stringContaining("the option `ca`"),
    });
  });

  test("to a local server have no proxy, whoever asks for one", () => {
    const local = { ZEROBUS_EMULATOR_HOST: "emulator.test:7070", http_proxy: "broken://", grpc_proxy: "p" };
    expect(resolveConnection({ proxy: "http://p:1" }, local).route).toEqual({
      target: new URL("http://emulator.test:7070"),
    });
  });
});

test("the id of the workspace is given where the host does not tell it", () => {
  const endpoint = "https://private-link";
  expect(failure({ endpoint }, environment)).toMatchObject({ hint: "pass `workspaceId`" });
  expect(resolveConnection({ endpoint, workspaceId: "77" }, environment).route.target.host).toBe(
    "private-link",
  );
  expect(resolveConnection({ endpoint, token }, environment).route.target.host).toBe("private-link");
});
