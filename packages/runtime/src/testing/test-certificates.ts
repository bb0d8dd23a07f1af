import { readFileSync } from "node:fs";

function read(name: string): string {
  return readFileSync(new URL(`certificates/test-only-${name}.pem`, import.meta.url), "utf8");
}

/** An authority that nobody trusts by himself. */
export const testAuthority: string = read("ca");

/** A server's certificate by that authority, for `zerobus.test`, `workspace.test`, `proxy.test` and this machine. */
export const testServer: { readonly cert: string; readonly key: string } = {
  cert: read("server"),
  key: read("server.key"),
};
