import { describe, expect, it } from "vitest";
import { ORDERS_INFO } from "../support/shop.js";
import { openConsole, useBrowser, withoutBrowser } from "./support/browser.js";
import { openShop, order } from "./support/shop.js";

const ROWS = "tables/main.shop.orders/rows";

describe.skipIf(withoutBrowser)("a table", () => {
  useBrowser();

  it("shows its newest rows as they are committed, exactly, and NULL as NULL", async () => {
    const { local, producer } = await openShop();
    const page = await openConsole(local.endpoint, ROWS);
    await page.getByText("No rows yet.").waitFor();
    const orders = producer();
    await orders.ingest(order(1, { order_id: 9_007_199_254_740_993n, total: "12345678901234.50" }));
    const row = page.getByRole("row", { name: "9007199254740993" });
    await row.getByText("12345678901234.50").waitFor();
    // An ARRAY that PROTO leaves out is stored empty.
    expect(await row.getByText("NULL").count()).toBe(1);
    await orders.ingest(order(2));
    await page.getByRole("row", { name: /^Whole row 1 2 2023/ }).waitFor();
    await expect.poll(() => page.getByRole("row").count()).toBe(3);
  });

  it("pauses, tells how far behind that is, and goes on", async () => {
    const { local, producer } = await openShop();
    const orders = producer();
    await orders.ingest(order(1));
    const page = await openConsole(local.endpoint, ROWS);
    await expect.poll(() => page.getByRole("row").count()).toBe(2);
    await page.getByRole("button", { name: "Pause" }).click();
    await orders.ingest(order(2));
    await page.getByText("Paused at version 1, 1 commit behind.").waitFor();
    expect(await page.getByRole("row").count()).toBe(2);
    await page.getByRole("button", { name: "Go on" }).click();
    await expect.poll(() => page.getByRole("row").count()).toBe(3);
  });

  it("cuts a long value, and opens it in full", async () => {
    const { local, producer } = await openShop();
    const long = `first line\n${"long ".repeat(2_000)}end`;
    await producer().ingest(order(1, { customer_name: long }));
    const page = await openConsole(local.endpoint, ROWS);
    const cut = page.getByRole("button", { name: "Show all of it" });
    expect((await cut.textContent())?.length).toBeLessThan(80);
    await cut.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "customer_name" });
    expect(await dialog.locator("pre").textContent()).toBe(long);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    expect(await cut.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.getByRole("button", { name: "Whole row 1" }).click();
    await page.getByRole("dialog", { name: "Row 1" }).getByText('"order_id": "1"').waitFor();
    await page.getByRole("button", { name: "Close" }).click();
  });

  it("shows its columns, and its commits", async () => {
    const { local, producer } = await openShop();
    await producer().ingest(order(1));
    const page = await openConsole(local.endpoint, "tables");
    await page.getByRole("link", { name: "main.shop.orders" }).click();
    await page.getByRole("link", { name: "Columns" }).click();
    await page.getByRole("row", { name: "order_id bigint NOT NULL" }).waitFor();
    await page.getByRole("row", { name: "total decimal(18,2) allowed" }).waitFor();
    await page.getByRole("link", { name: "Commits" }).last().click();
    await page.getByRole("row", { name: /rows appended 1 / }).waitFor();
    await page.goBack();
    await page.getByRole("row", { name: "order_id bigint NOT NULL" }).waitFor();
  });

  it("shows how the generated code stands to it", async () => {
    const { local } = await openShop({
      drift: async () => ({
        "main.shop.orders": {
          verdict: "breaking",
          generatedFingerprint: "sha256:aaaa",
          tableFingerprint: "sha256:bbbb",
          changes: [
            { level: "info", text: "a comment changed" },
            { level: "breaking", text: "total: dropped; producers that know it are refused" },
          ],
        },
      }),
    });
    const page = await openConsole(local.endpoint);
    await page.getByRole("link", { name: /no longer fits the generated code/ }).click();
    await page.getByText("streams of that code are refused.").waitFor();
    const changes = await page.getByRole("main").getByRole("listitem").allInnerTexts();
    expect(changes.map((text) => text.replace(/\s+/g, " "))).toEqual([
      "breaking total: dropped; producers that know it are refused",
      "info a comment changed",
    ]);
  });

  it("that is altered or dropped under one's eyes is told so", async () => {
    const { local } = await openShop();
    const page = await openConsole(local.endpoint, "tables/main.shop.orders/columns");
    await page.getByRole("row", { name: /^total/ }).waitFor();
    const { columns, ...info } = ORDERS_INFO as { readonly columns: readonly { readonly name: string }[] };
    await local.alterTable({ ...info, columns: columns.filter(({ name }) => name !== "total") });
    await page.getByRole("row", { name: /^total/ }).waitFor({ state: "detached" });
    await local.dropTable("main.shop.orders");
    await page.getByRole("heading", { name: "No such table" }).waitFor();
  });
});
