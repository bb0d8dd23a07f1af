import { describe, expect, it } from "vitest";
import { ORDERS_INFO } from "../support/shop.js";
import { openConsole, useBrowser, withoutBrowser } from "./support/browser.js";
import { openShop, order } from "./support/shop.js";

describe.skipIf(withoutBrowser)("a refusal", () => {
  useBrowser();

  it("of a stream whose code is older than the table says what differs, and the command that mends it", async () => {
    const { local, producer } = await openShop();
    const { columns, ...info } = ORDERS_INFO as { readonly columns: readonly { readonly name: string }[] };
    await local.alterTable({ ...info, columns: columns.filter(({ name }) => name !== "total") });
    await expect(producer().ingest(order(1, { total: "1.00" }))).rejects.toThrow();
    const page = await openConsole(local.endpoint);
    await page.getByRole("link", { name: /stream refused/ }).click();
    const refusal = page.getByRole("article");
    await refusal.getByRole("heading", { name: "Stream refused INVALID_ARGUMENT" }).waitFor();
    expect(await refusal.textContent()).toMatch(/total.*8001/);
    await refusal.getByText("npx zerobus-gen pull && npx zerobus-gen generate").waitFor();
    await refusal.getByRole("link", { name: "Columns of the table" }).click();
    await page.getByRole("heading", { name: "main.shop.orders" }).waitFor();
  });

  it("of a record leads to its value", async () => {
    const { local, producer } = await openShop();
    local.faults.add({ fault: { kind: "refuse-row", column: "order_id", equals: "7" } });
    await expect(producer().ingest(order(7))).rejects.toThrow();
    const page = await openConsole(local.endpoint, "streams");
    const stream = page.getByRole("row", { name: /refused INVALID_ARGUMENT/ });
    await stream.getByRole("link", { name: "Why" }).click();
    await page.getByRole("heading", { name: /refused INVALID_ARGUMENT/ }).waitFor();
  });

  it("is found by its table, code or message, and nothing else is", async () => {
    const { local } = await openShop();
    await fetch(`${local.endpoint}/oidc/v1/token`, { method: "POST", body: "" });
    const page = await openConsole(local.endpoint, "refusals");
    await page.getByRole("article").waitFor();
    await page.getByRole("searchbox").fill("no such thing");
    await page.getByText("No refusal is like that.").waitFor();
    await page.getByRole("searchbox").fill("TOKEN");
    await page.getByRole("heading", { name: /^Token refused/ }).waitFor();
  });
});
