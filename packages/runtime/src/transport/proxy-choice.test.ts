import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { ZerobusError } from "../errors.js";
import { chooseProxy, type Environment } from "./proxy-choice.js";

const target = new URL("https://1234.zerobus.us-west-2.cloud.databricks.com");
const variables = ["grpc_proxy", "GRPC_PROXY", "https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"];
const lists = ["no_grpc_proxy", "NO_GRPC_PROXY", "no_proxy", "NO_PROXY"];

function refusal(given: string | undefined, environment: Environment = {}): ZerobusError {
  try {
    chooseProxy(target, given, environment);
  } catch (error) {
    if (error instanceof ZerobusError) return error;
  }
  return expect.unreachable("it is refused");
}

describe("the proxy of the environment", () => {
  test("is the first variable that is not empty", () => {
    const environment: Record<string, string> = {};
    for (const [at, name] of [...variables.entries()].reverse()) {
      environment[name] = `http://${name.toLowerCase()}-${at}:3128`;
      const want = `http://${name.toLowerCase()}-${at}:3128`;
      expect(chooseProxy(target, undefined, environment)?.origin).toBe(want);
    }
    for (const [at, name] of variables.entries()) {
      const want = `http://${name.toLowerCase()}-${at}:3128`;
      expect(chooseProxy(target, undefined, environment)?.origin).toBe(want);
      environment[name] = at % 2 === 0 ? "" : " ";
    }
    expect(chooseProxy(target, undefined, environment)).toBeUndefined();
  });

  test.each(lists)("is passed by for what %s names", (name) => {
    const environment = { http_proxy: "p", [name]: "databricks.com" };
    expect(chooseProxy(target, undefined, environment)).toBeUndefined();
    expect(chooseProxy(new URL("https://a.b"), undefined, environment)?.origin).toBe("http://p:80");
  });

  test("is passed by for what the first list names that is not empty, and no other", () => {
    const rest = { no_proxy: "other", NO_PROXY: "databricks.com" };
    expect(chooseProxy(target, undefined, { http_proxy: "p", ...rest })).toBeDefined();
    expect(chooseProxy(target, undefined, { http_proxy: "p", ...rest, no_proxy: " " })).toBeUndefined();
  });

  test.each(["http://localhost:7070", "http://127.0.0.1:7070", "http://127.9.9.9", "http://[::1]:7070"])(
    "is passed by for this machine: %s",
    (address) => {
      expect(chooseProxy(new URL(address), undefined, { http_proxy: "p" })).toBeUndefined();
      expect(chooseProxy(new URL(address), "http://q", { http_proxy: "p" })?.origin).toBe("http://q:80");
    },
  );

  test("is not looked at when the application says false, or gives its own", () => {
    const environment = { http_proxy: "ftp://broken", no_proxy: "*" };
    expect(chooseProxy(target, false, environment)).toBeUndefined();
    expect(chooseProxy(target, "http://mine:1", environment)?.origin).toBe("http://mine:1");
  });
});

describe("a proxy's address", () => {
  test.each<[string, object]>([
    ["http://p:3128", { origin: "http://p:3128", host: "p", port: 3128, secure: false }],
    ["http://p:3128/", { origin: "http://p:3128" }],
    ["http://p", { origin: "http://p:80", port: 80 }],
    ["https://p", { origin: "https://p:443", port: 443, secure: true }],
    ["HTTPS://P:8443", { origin: "https://p:8443", secure: true }],
    ["p:3128", { origin: "http://p:3128", host: "p" }],
    ["user:secret@p:3128", { origin: "http://p:3128" }],
    ["10.0.0.1:3128", { origin: "http://10.0.0.1:3128" }],
    ["http://[::1]:3128", { origin: "http://[::1]:3128", host: "::1", port: 3128 }],
  ])("%s is understood", (address, want) => {
    expect(chooseProxy(target, address, {})).toMatchObject(want);
  });

  test.each([
    ["http://user:secret@p", "user:secret"],
    ["http://user@p", "user:"],
    ["http://:secret@p", ":secret"],
    ["http://us%40er:s%3Acr%25t%C3%A4@p", "us@er:s:cr%tä"],
  ])("%s has credentials, which nothing shows", (address, userPass) => {
    const proxy = chooseProxy(target, address, {});
    const basic = Buffer.from(userPass).toString("base64");
    expect(proxy?.headers()).toEqual({ "proxy-authorization": `Basic ${basic}` });
    const shown = `${inspect(proxy, { depth: 20, showHidden: true, getters: true })} ${JSON.stringify(proxy)}`;
    for (const secret of ["secret", "s%3Acr", "s:cr", basic]) expect(shown).not.toContain(secret);
  });

  test("without credentials sends none", () => {
    expect(chooseProxy(target, "http://p", {})?.headers()).toEqual({});
  });

  test.each<[string, string]>([
    ["", "holds no proxy address"],
    ["http://", "holds no proxy address"],
    ["http://user:s3cret@p:port", "holds no proxy address"],
    ["http://user:s3c/ret@p:3128", "holds no proxy address"],
    ["http://user:12/s3cret@p:3128", "holds no proxy address"],
    ["http://user:12?s3cret@p:3128", "holds no proxy address"],
    ["http://user:12#s3cret@p:3128", "holds no proxy address"],
    ["http://user:s3cret%@p:3128", "stray %"],
    ["socks5://user:s3cret@p:1080", "asks for a socks5 proxy"],
    ["ftp://user:s3cret@p/", "asks for a ftp proxy"],
  ])("cannot be %j; the error names where it came from, and no part of it", (address, what) => {
    const errors = [refusal(address)];
    expect(errors[0]?.message).toContain("the option `proxy`");
    if (address !== "") {
      errors.push(refusal(undefined, { HTTPS_PROXY: address }));
      expect(errors[1]?.message).toMatch(/^\[invalid_argument\] HTTPS_PROXY /);
    }
    for (const error of errors) {
      expect(error.code).toBe("invalid_argument");
      expect(error.message).toContain(what);
      expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/s3c|ret@/);
    }
  });
});
