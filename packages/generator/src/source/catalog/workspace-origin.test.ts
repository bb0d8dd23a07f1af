import { describe, expect, test } from "vitest";
import { SourceError } from "../source-error.js";
import { workspaceOrigin } from "./workspace-origin.js";

describe("workspaceOrigin", () => {
  test.each([
    ["dbc-1.cloud.databricks.com", "https://dbc-1.cloud.databricks.com"],
    [" https://adb-1.2.azuredatabricks.net/?o=12 ", "https://adb-1.2.azuredatabricks.net"],
    ["https://dbc-1.cloud.databricks.com/explore/data#x", "https://dbc-1.cloud.databricks.com"],
    ["https://host:8443", "https://host:8443"],
    ["http://localhost:8080/", "http://localhost:8080"],
    ["http://127.0.0.1:1", "http://127.0.0.1:1"],
    ["http://[::1]:1", "http://[::1]:1"],
  ])("takes %j", (host, want) => {
    expect(workspaceOrigin(host)).toBe(want);
  });

  test.each([
    "",
    "https://",
    "a b",
    "ftp://host",
    "file:///etc/passwd",
    "http://dbc-1.cloud.databricks.com",
    "http://127.0.0.1.evil.example",
    "http://localhost.evil.example",
    "https://me:s3cret@host",
    "https://s3cret@host",
    "https://:s3cret@host",
  ])("refuses %j without showing a password", (host) => {
    expect(() => workspaceOrigin(host)).toThrow(SourceError);
    expect(() => workspaceOrigin(host)).not.toThrow(/s3cret/);
  });
});
