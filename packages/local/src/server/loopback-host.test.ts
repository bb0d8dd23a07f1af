import { describe, expect, it } from "vitest";
import { isLoopbackHost } from "./loopback-host.js";

describe(isLoopbackHost, () => {
  it.each([
    "localhost",
    "LOCALHOST:8080",
    "localhost.",
    "app.localhost:1",
    "127.0.0.1:65535",
    "127.1.2.3",
    "[::1]:80",
  ])("takes %j", (host) => {
    expect(isLoopbackHost(host)).toBe(true);
  });

  it.each([
    undefined,
    "",
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "10.0.0.1",
    "evil@localhost",
    "localhost:80:80",
    "127.0.0.1\nx",
  ])("refuses %j", (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
});
