import { TOKEN_PATH } from "@zerobus-gen/runtime/protocol";
import { describe, expect, it } from "vitest";
import { Tokens } from "../auth/tokens.js";
import { TableChanges } from "../catalog/table-changes.js";
import { Warehouse } from "../store/warehouse.js";
import { MemoryFormat } from "../testing/memory-format.js";
import { started } from "../testing/orders-server.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { httpApp } from "./http-app.js";

const tokens = new Tokens(Buffer.alloc(32, 1));
const basic = `Basic ${Buffer.from("id:secret").toString("base64")}`;

describe(httpApp, () => {
  it.each(["evil.example", "", "localhost.evil.example:80"])(
    "answers nobody who reached it as %j",
    async (host) => {
      const app = await newApp();
      for (const path of ["/", "/api/2.1/unity-catalog/catalogs", TOKEN_PATH, "/nope"]) {
        expect((await app.request(path, { headers: { host } })).status).toBe(403);
      }
    },
  );

  it("says what it is", async () => {
    const response = await (await newApp()).request("/", { headers: { host: "localhost" } });
    expect(await response.json()).toMatchObject({ name: "zerobus-gen local server", tables: [] });
  });

  it("shows a person the console, and tells a program what it is", async () => {
    const local = await started();
    const answers = ["text/html,application/xhtml+xml", "application/json", "*/*"].map(async (accept) => {
      const response = await fetch(local.endpoint, { headers: { accept }, redirect: "manual" });
      return [response.status, response.headers.get("location")];
    });
    expect(await Promise.all(answers)).toEqual([
      [302, "/console/"],
      [200, null],
      [200, null],
    ]);
  });

  it("issues a token", async () => {
    const body = new URLSearchParams({ grant_type: "client_credentials", scope: "all-apis" });
    const response = await post(body, { authorization: basic });
    expect(response.headers.get("cache-control")).toBe("no-store");
    const answer = (await response.json()) as { access_token: string };
    expect(answer).toMatchObject({ token_type: "Bearer", expires_in: 3600 });
    expect(tokens.verify(answer.access_token)).toEqual({ kind: "catalog" });
  });

  it("asks for credentials when there are none", async () => {
    const response = await post(new URLSearchParams(), {});
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([
      401,
      expect.stringMatching(/^Basic /),
    ]);
    expect(await response.json()).toMatchObject({ error: "invalid_client" });
  });

  it.each<[string, BodyInit]>([
    ["with its length", "x".repeat(1024 * 1024)],
    ["without its length", new Blob(["x".repeat(1024 * 1024)]).stream()],
  ])("refuses a token request of a megabyte %s", async (_, body) => {
    const response = await post(body, { authorization: basic });
    expect([response.status, await response.json()]).toMatchObject([413, { error: "invalid_request" }]);
  });

  it("answers everything else with 404", async () => {
    const response = await (await newApp()).request("/nope", { headers: { host: "localhost" } });
    expect([response.status, await response.json()]).toEqual([
      404,
      expect.objectContaining({ error_code: "NOT_FOUND" }),
    ]);
  });
});

async function newApp(): Promise<ReturnType<typeof httpApp>> {
  const warehouse = await Warehouse.open(await temporaryDirectory(), new MemoryFormat(), () => {});
  return httpApp(warehouse, new TableChanges(warehouse, () => {}), tokens, () => {});
}

async function post(body: BodyInit, headers: Record<string, string>): Promise<Response> {
  const app = await newApp();
  const init: RequestInit & { duplex: "half" } = {
    method: "POST",
    body,
    headers: { host: "localhost", ...headers },
    duplex: "half",
  };
  return app.request(TOKEN_PATH, init);
}
