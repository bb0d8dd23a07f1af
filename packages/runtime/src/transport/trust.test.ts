import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer, rootCertificates, type Server } from "node:tls";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ZerobusError } from "../errors.js";
import { testAuthority, testServer } from "../testing/test-certificates.js";
import { type Certificates, trustedCertificates, trusting } from "./trust.js";

const [wellKnown = ""] = rootCertificates;
let server: Server;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "zerobus-gen-"));
  server = createServer(testServer, (socket) => socket.end()).listen(0, "127.0.0.1");
  server.on("tlsClientError", () => {});
  await once(server, "listening");
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  server.close();
  await once(server, "close");
});

/** Whether the test's server is trusted. */
async function trusts(given: Certificates, extra?: string): Promise<boolean> {
  const secureContext = trusting(given, { NODE_EXTRA_CA_CERTS: extra });
  const socket = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", secureContext });
  try {
    await once(socket, "secureConnect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

test.each<[string, Certificates, boolean]>([
  ["one authority", testAuthority, true],
  ["one in bytes", Buffer.from(testAuthority), true],
  ["one among many", [wellKnown, testAuthority], true],
  ["one behind another in the same text", `# ours\n${wellKnown}\n\n${testAuthority}# end`, true],
  ["one with the line ends of Windows", testAuthority.replaceAll("\n", "\r\n"), true],
  ["another one", wellKnown, false],
])("given %s, it trusts as it should", async (_, given, want) => {
  expect(await trusts(given)).toBe(want);
});

test("what Node trusts stays trusted", () => {
  expect(trustedCertificates(testAuthority, {})).toEqual([...rootCertificates, testAuthority.trim()]);
});

test("what NODE_EXTRA_CA_CERTS names stays trusted, and a file that is not there is no matter", async () => {
  const file = join(folder, "extra.pem");
  expect(await trusts(wellKnown, file)).toBe(false);
  writeFileSync(file, testAuthority);
  expect(await trusts(wellKnown, file)).toBe(true);
});

describe("it refuses", () => {
  const broken = testAuthority.replace(/[A-Za-z0-9+/]{40}/, "A".repeat(40));
  test.each<[string, Certificates]>([
    ["nothing", ""],
    ["an empty list", []],
    ["a path", "/etc/ssl/ca.pem"],
    ["a key", testServer.key],
    ["a certificate cut short", testAuthority.slice(0, 200)],
    ["a certificate that is none", broken],
    ["something else among good ones", [testAuthority, "x"]],
  ])("%s", (_, given) => {
    try {
      trusting(given, {});
      expect.unreachable("it is refused");
    } catch (error) {
      expect(error).toBeInstanceOf(ZerobusError);
      expect(error).toMatchObject({
        code: "invalid_argument",
        message: expect.stringContaining("the option `ca` holds no certificate"),
      });
    }
  });
});
