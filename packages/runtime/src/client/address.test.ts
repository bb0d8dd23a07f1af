import { describe, expect, test } from "vitest";
import { parseAddress, parseSafeAddress, workspaceIdOf } from "./address.js";

describe("an address", () => {
  test.each([
    ["https://a.b", "https://a.b/"],
    ["https://a.b/", "https://a.b/"],
    ["https://a.b///", "https://a.b/"],
    [" https://a.b \n", "https://a.b/"],
    ["a.b:8443", "https://a.b:8443/"],
    ["https://a.b:443", "https://a.b/"],
    ["HTTPS://A.B", "https://a.b/"],
    ["https://10.1.2.3", "https://10.1.2.3/"],
    ["https://[fd00::1]:8443", "https://[fd00::1]:8443/"],
    ["[fd00::1]:8443", "https://[fd00::1]:8443/"],
    ["http://[::1]:7070", "http://[::1]:7070/"],
    ["http://localhost:7070/", "http://localhost:7070/"],
  ])("%j is %s", (text, want) => {
    expect(parseSafeAddress(text, "it").href).toBe(want);
  });

  test.each([
    "https://a.b/c",
    "https://a.b/?o=1",
    "https://a.b?",
    "https://a.b/#",
    "https://a.b//c/",
    "a.b/oidc",
  ])("%j is more than one", (text) => {
    expect(() => parseAddress(text, "the endpoint", "https://")).toThrow(
      expect.objectContaining({
        code: "invalid_argument",
        message: expect.stringContaining("the endpoint is more than scheme, host and port"),
        hint: 'write it as "https://a.b"',
      }),
    );
  });

  test.each(["https://user:s3cret@a.b/c?d", "https://s3cret@a.b", "s3cret://x", "https://a b", "::1:7070"])(
    "%j is none, and is not shown",
    (text) => {
      let shown = "";
      try {
        parseAddress(text, "the endpoint", "https://");
      } catch (error) {
        shown = String(error);
      }
      expect(shown).toContain("the endpoint is no http(s) address");
      expect(shown).not.toMatch(/s3cret|a b/);
    },
  );

  test.each(["http://a.b", "http://10.1.2.3", "http://[fd00::1]", "http://127.0.0.1.evil.com"])(
    "%j would carry credentials in the open",
    (text) => {
      expect(() => parseSafeAddress(text, "it")).toThrow(/it is not https/);
    },
  );
});

describe("the id of the workspace", () => {
  test.each([
    ["https://1234.zerobus.us-west-2.cloud.databricks.com", "1234"],
    ["https://1234.zerobus.westus.azuredatabricks.net:8443", "1234"],
    ["http://localhost:7070", "local"],
    ["http://127.0.0.1:7070", "local"],
    ["http://[::1]:7070", "local"],
  ])("of %s is %s", (endpoint, id) => {
    expect(workspaceIdOf(new URL(endpoint), undefined)).toBe(id);
    expect(workspaceIdOf(new URL(endpoint), "77")).toBe("77");
  });

  test.each(["https://zerobus", "https://10.1.2.3", "https://[fd00::1]"])(
    "of %s has to be given",
    (endpoint) => {
      expect(() => workspaceIdOf(new URL(endpoint), undefined)).toThrow(
        expect.objectContaining({ code: "invalid_argument", hint: "pass `workspaceId`" }),
      );
      expect(workspaceIdOf(new URL(endpoint), "77")).toBe("77");
    },
  );

  test.each(["", " ", "7/7", "7 7", "ä"])("cannot be %j", (id) => {
    expect(() => workspaceIdOf(new URL("https://1.b"), id)).toThrow(/`workspaceId` is no id/);
  });
});
