import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { PROTOC_GEN_ZEROBUS } from "./support/command.js";
import { storedRows } from "./support/local-orders.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const run = promisify(execFile);
const path = (relative: string): string => fileURLToPath(new URL(`../${relative}`, import.meta.url));

const ORDER = `syntax = "proto3"; package shop.v1;
// @zerobus table main.shop.orders
message Order { optional int64 order_id = 1; }`;
const REFUND = `syntax = "proto3"; package money.v1; import "shop/v1/order.proto";
// @zerobus table main.money.refunds
message Refund { optional int64 refund_id = 1; shop.v1.Order of_order = 2; }`;

/** Runs `buf generate` over .proto files. Answers with the generated files, or with what it said. */
async function bufGenerate(protos: Readonly<Record<string, string>>, plugin: object) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(protos)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const local = [process.execPath, PROTOC_GEN_ZEROBUS];
  const plugins = [{ local, out: "out", ...plugin }];
  writeFileSync(join(folder, "buf.gen.yaml"), JSON.stringify({ version: "v2", plugins }));
  const { stderr, code } = await run(path("node_modules/.bin/buf"), ["generate"], { cwd: folder }).then(
    ({ stderr }) => ({ stderr, code: 0 }),
    (error: Error & { readonly stderr: string; readonly code: number }) => error,
  );
  const files = code === 0 ? readdirSync(join(folder, "out")) : [];
  const read = (name: string): string => readFileSync(join(folder, "out", name), "utf8");
  return { stderr, code, files: Object.fromEntries(files.map((name) => [name, read(name)])) };
}

describe("protoc-gen-zerobus", { timeout: 60_000 }, () => {
  it("takes the settings of tables as options", async () => {
    const opt = ["target=ts", "naming=camel", "bigint=bigint"];
    const { files } = await bufGenerate({ "shop/v1/order.proto": ORDER }, { opt });
    expect(files["orders.ts"]).toContain("readonly orderId?: bigint | null | undefined;");
  });

  it("tells all that is wrong with its options", async () => {
    const opt = ["target=ts", "naming=kebab", "bigints=bigint"];
    const { code, stderr } = await bufGenerate({ "shop/v1/order.proto": ORDER }, { opt });
    expect(code).not.toBe(0);
    expect(stderr).toContain('naming takes camel or preserve, not "kebab"');
    expect(stderr).toContain('"bigints" is no option: did you mean bigint?');
  });

  const both = { "shop/v1/order.proto": ORDER, "money/v1/refund.proto": REFUND };

  it("makes one index of several directories with the strategy all", async () => {
    const { files, stderr } = await bufGenerate(both, { opt: ["target=ts"], strategy: "all" });
    expect(Object.keys(files)).toEqual(["index.ts", "orders.ts", "refunds.ts"]);
    expect(files["index.ts"]).toMatch(/orders: Orders,\s+refunds: Refunds/);
    expect(stderr).toBe("");
  });

  it("says so when buf calls it for a directory whose tables use those of another", async () => {
    const { stderr } = await bufGenerate(both, { opt: ["target=ts"] });
    expect(stderr).toContain("this run saw the files of money/v1 alone");
    expect(stderr).toContain("`strategy: all`");
  });

  it("says so when there is nothing for it in a directory", async () => {
    const shared = 'syntax = "proto3"; package shared.v1; enum Colour { COLOUR_UNSPECIFIED = 0; }';
    const lone = await bufGenerate(
      { "shop/v1/order.proto": ORDER, "shared/v1/colour.proto": shared },
      { opt: ["target=ts"] },
    );
    expect(lone.code).not.toBe(0);
    expect(lone.stderr).toContain("this run saw the files of shared/v1 alone");
  });
});

describe("examples/buf", () => {
  it("ingests a message of protobuf-es as the row that it is", async () => {
    const dir = temporaryFolder();
    const { stdout } = await run(process.execPath, [path("examples/buf/dist/main.js"), dir]);
    expect(stdout).toContain("orderId: 9007199254740993n");
    expect(await storedRows(join(dir, "main/shop/orders"))).toEqual([
      {
        order_id: 9007199254740993n,
        placed_at: 1769860800000000n,
        total: 1999n,
        customer_name: null,
        items: [
          { sku: "A-1", quantity: 2 },
          { sku: "B-7", quantity: null },
        ],
        labels: new Map([["channel", "web"]]),
        ship_to: { city: "Oslo", postal_code: "0150" },
      },
    ]);
  });
});
