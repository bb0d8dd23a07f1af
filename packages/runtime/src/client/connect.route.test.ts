import { once } from "node:events";
import type { Server } from "node:http";
import { createServer } from "node:https";
import { inspect } from "node:util";
import { fromBinary } from "@bufbuild/protobuf";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { EphemeralStreamRequestSchema } from "../protocol/gen/databricks/zerobus/zerobus_service_pb.js";
import { defineTable } from "../table/define-table.js";
import { answer, GrpcService } from "../testing/grpc-service.js";
import { testAuthority, testServer } from "../testing/test-certificates.js";
import { TunnelProxy } from "../testing/tunnel-proxy.js";
import { connect } from "./connect.js";
import type { ConnectOptions } from "./connect-options.js";

interface Row {
  readonly n: number;
}

const orders = defineTable<Row>({
  name: "main.shop.orders",
  fingerprint: "sha256:0",
  descriptor: Buffer.from([1, 2, 3]).toString("base64"),
  write: (w, row) => w.int(1, "n", row.n),
});
const tables = { orders };

let proxy: TunnelProxy;
let workspace: Server;
let service: GrpcService;
let authorizations: unknown[];

beforeEach(async () => {
  for (const name of Object.keys(process.env)) {
    if (/^(?:ZEROBUS|DATABRICKS)_|_proxy$/i.test(name)) vi.stubEnv(name, undefined);
  }
  authorizations = [];
  workspace = createServer(testServer, (request, response) => {
    request.resume();
    response.end(JSON.stringify({ access_token: "t0ken-s3cret", expires_in: 600 }));
  }).listen(0, "127.0.0.1");
  await once(workspace, "listening");
  service = await GrpcService.start({ secure: true });
  service.serve = (call) => {
    authorizations.push(call.metadata.get("authorization")[0]);
    call.on("data", (bytes: Buffer) => {
      const { payload } = fromBinary(EphemeralStreamRequestSchema, bytes);
      if (payload.case === "createStream") {
        call.write(answer({ case: "createStreamResponse", value: { streamId: "s-1" } }));
      } else if (payload.case !== undefined) {
        const durabilityAckUpToOffset = payload.value.offsetId;
        call.write(answer({ case: "ingestRecordResponse", value: { durabilityAckUpToOffset } }));
      }
    });
    call.on("end", () => call.end());
  };
  proxy = await TunnelProxy.start();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  service.stop();
  await proxy.close();
  workspace.closeAllConnections();
  workspace.close();
  await once(workspace, "close");
});

function workspacePort(): number {
  const address = workspace.address();
  return address !== null && typeof address === "object" ? address.port : 0;
}

/** Names that only the proxy knows, certificates that only `ca` vouches for. */
function options(): ConnectOptions<typeof tables> {
  return {
    tables,
    endpoint: `https://1234.zerobus.test:${service.port}`,
    workspaceUrl: `https://workspace.test:${workspacePort()}`,
    clientId: "client-1",
    clientSecret: "client-s3cret",
    ca: testAuthority,
  };
}

describe("rows and tokens go", () => {
  test.each(["HTTPS_PROXY", "the option"])(
    "through the proxy of %s, trusting the authority given",
    async (from) => {
      const address = `http://user:pr0xy-s3cret@127.0.0.1:${proxy.port}`;
      if (from !== "the option") vi.stubEnv(from, address);
      const given = from === "the option" ? { ...options(), proxy: address } : options();
      await using zerobus = connect(given);
      expect(await zerobus.tables.orders.ingest({ n: 1 })).toBe(0);
      expect(authorizations).toEqual(["Bearer t0ken-s3cret"]);
      expect(proxy.asked.map(({ authority }) => authority)).toEqual([
        `workspace.test:${workspacePort()}`,
        `1234.zerobus.test:${service.port}`,
      ]);
      for (const showHidden of [false, true]) {
        expect(inspect(zerobus, { depth: 20, showHidden, getters: true })).not.toContain("s3cret");
      }
      expect(JSON.stringify(zerobus)).not.toContain("s3cret");
    },
  );

  test("nowhere when the proxy refuses: the stream fails with its answer, and without its credentials", async () => {
    const zerobus = connect({ ...options(), proxy: `http://user:pr0xy-s3cret@127.0.0.1:${proxy.port}` });
    proxy.status = 407;
    const error: unknown = await zerobus.tables.orders.open().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "invalid_argument", table: "main.shop.orders" });
    const shown = inspect([error, zerobus], { depth: 20, showHidden: true, getters: true });
    expect(shown).toContain("answered 407");
    expect(shown).not.toMatch(/s3cret|cHIweHktczNjcmV0/);
    await zerobus.close();
  });
});

describe("connect refuses", () => {
  test.each<[string, Partial<ConnectOptions<typeof tables>>, string]>([
    ["a proxy's address that is none", { proxy: "http://user:pr0xy-s3cret@p:x" }, "the option `proxy`"],
    ["an authority that is none", { ca: "s3cret" }, "the option `ca`"],
    ["an id of a workspace that is none", { workspaceId: "a/b" }, "`workspaceId` is no id"],
    ["an endpoint with a path", { endpoint: "https://1.b/s3cret" }, "the endpoint is more than"],
    [
      "a table without a full name",
      { tables: { orders: { ...orders, name: "shop.orders" } } },
      '"shop.orders" is no full name of a table',
    ],
  ])("%s", (_, given, message) => {
    let error: unknown;
    try {
      connect({ ...options(), ...given });
    } catch (reason) {
      error = reason;
    }
    expect(error).toMatchObject({ code: "invalid_argument", message: expect.stringContaining(message) });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain("s3cret");
  });
});
