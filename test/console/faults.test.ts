import { describe, expect, it } from "vitest";
import { storedRows } from "../support/local-orders.js";
import { openConsole, useBrowser, withoutBrowser } from "./support/browser.js";
import { openShop, order } from "./support/shop.js";

describe.skipIf(withoutBrowser)("the faults", () => {
  useBrowser();

  it("are switched on with a click, strike a stream, and one can watch it recover", async () => {
    const { local, producer } = await openShop();
    const orders = producer();
    await orders.ingest(order(1));
    const page = await openConsole(local.endpoint, "faults");
    const cut = page.getByRole("switch", { name: "Cut after the next commit" });
    expect(await cut.getAttribute("aria-checked")).toBe("false");
    await cut.click();
    await page.getByRole("switch", { name: "Cut after the next commit", checked: true }).waitFor();
    await page.getByRole("region", { name: "Switched on" }).getByText("struck 0 times").waitFor();
    expect(local.faults.list().map(({ rule }) => rule)).toEqual([{ fault: { kind: "commit-then-cut" } }]);

    // Committed, the ack is lost with the connection, and sent again on another stream.
    await orders.ingest(order(2));
    await page.getByRole("switch", { name: "Cut after the next commit", checked: false }).waitFor();
    await page.getByText("Nothing goes wrong on purpose.").waitFor();
    await page.getByRole("link", { name: /Streams/ }).click();
    await page
      .getByRole("row", { name: /struck/ })
      .getByText("A fault that you switched on broke it.")
      .waitFor();
    await page.getByRole("row", { name: /live/ }).waitFor();
    const rows = await storedRows(local.tables()[0]?.directory ?? "");
    expect(rows.map(({ order_id }) => order_id)).toEqual([1n, 2n, 2n]);
  });

  it("refuse a stream, which is told with the reason and the mend", async () => {
    const { local, producer } = await openShop();
    const page = await openConsole(local.endpoint, "faults");
    await page.getByRole("switch", { name: "Refuse the next stream" }).click();
    await page.getByRole("switch", { name: "Refuse the next stream", checked: true }).waitFor();
    await producer().ingest(order(1));
    await page.getByRole("link", { name: /Refusals/ }).click();
    const refusal = page.getByRole("article");
    await refusal.getByRole("heading", { name: "Stream refused UNAVAILABLE" }).waitFor();
    await refusal.getByText("a scripted fault refused the stream").waitFor();
    await refusal.getByRole("link", { name: "Faults" }).click();
    await page.getByRole("heading", { name: "Faults", level: 1 }).waitFor();
  });

  it("are set up in a form, counted while they strike, and switched off", async () => {
    const { local, producer } = await openShop();
    const page = await openConsole(local.endpoint, "faults");
    await page.getByRole("button", { name: "Set up: Slow disk" }).click();
    expect(await page.getByLabel("Fault", { exact: true }).inputValue()).toBe("slow-disk");
    await page.getByLabel("Wait (ms)").fill("7");
    await page.getByRole("combobox", { name: "Table", exact: true }).selectOption("main.shop.orders");
    await page.getByRole("combobox", { name: "How often" }).selectOption("Every time");
    await page.getByRole("button", { name: "Switch on" }).click();
    const on = page.getByRole("region", { name: "Switched on" });
    await on.getByText("slow-disk delayMs 7").waitFor();
    expect(local.faults.list()[0]?.rule).toEqual({
      fault: { kind: "slow-disk", delayMs: 7 },
      table: "main.shop.orders",
      times: "always",
    });
    const orders = producer();
    for (let id = 1; id <= 3; id++) await orders.ingest(order(id));
    await on.getByText("struck 3 times").waitFor();
    await on.getByRole("button", { name: "Switch off: Slow disk" }).click();
    await page.getByText("Nothing goes wrong on purpose.").waitFor();
    expect(local.faults.list()).toEqual([]);
  });

  it("strike every live stream at once when told so", async () => {
    const { local, producer } = await openShop();
    const streams = [producer(), producer()];
    for (const stream of streams) await stream.ingest(order(1));
    const page = await openConsole(local.endpoint, "faults");
    await page.getByRole("button", { name: "Set up: Reset the stream" }).click();
    await page.getByLabel(/^Now:/).check();
    expect(await page.getByRole("combobox", { name: "How often" }).count()).toBe(0);
    await page.getByRole("button", { name: "Strike now" }).click();
    await page.getByRole("status").getByText("Reset the stream: struck 2 live streams.").waitFor();
    await page.getByRole("link", { name: /Streams/ }).click();
    await expect.poll(() => page.getByRole("row", { name: /struck/ }).count()).toBe(2);
  });

  it("that make no sense are refused in the server's words", async () => {
    const { local } = await openShop();
    const page = await openConsole(local.endpoint, "faults", { expected: /400 \(Bad Request\)/ });
    await page.getByRole("button", { name: "Set up: Refuse a row" }).click();
    await page.getByLabel("Column").fill("order_id");
    await page.getByLabel("Equals").fill("7");
    await page.getByRole("combobox", { name: "How often" }).selectOption("Some times");
    await page.getByLabel("Times", { exact: true }).fill("0");
    await page.getByRole("button", { name: "Switch on" }).click();
    // The browser's own check holds it back; the server has the last word.
    expect(
      await page
        .getByLabel("Times", { exact: true })
        .evaluate((input: HTMLInputElement) => input.validity.valid),
    ).toBe(false);
    expect(local.faults.list()).toEqual([]);
    await page.getByLabel("Times", { exact: true }).fill("2");
    await page.getByRole("button", { name: "Switch on" }).click();
    await page.getByText("refuse-row column order_id, equals 7").waitFor();
    expect(local.faults.list()[0]?.rule).toEqual({
      fault: { kind: "refuse-row", column: "order_id", equals: 7 },
      times: 2,
    });
  });
});
