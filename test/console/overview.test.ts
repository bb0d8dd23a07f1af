import { describe, expect, it } from "vitest";
import { openConsole, useBrowser, withoutBrowser } from "./support/browser.js";
import { openShop, order } from "./support/shop.js";

describe.skipIf(withoutBrowser)("the overview", () => {
  useBrowser();

  it("tells what to do until the first stream comes, and then by itself what goes on", async () => {
    const { local, producer } = await openShop();
    const page = await openConsole(local.endpoint, "overview", {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const steps = page.getByRole("region", { name: "From here to the first typed row" });
    const host = new URL(local.endpoint).host;
    await steps.getByText(`export ZEROBUS_EMULATOR_HOST=${host}`).waitFor();
    await steps.getByText("npx zerobus-gen init --source 'main.shop.*'").waitFor();
    expect(await steps.getByText("await orders.ingest(").textContent()).toContain("order_id: 42n");
    await steps.getByRole("button", { name: "Copy the command that points clients here" }).click();
    await page.getByRole("status").getByText("Copied.").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      `export ZEROBUS_EMULATOR_HOST=${host}`,
    );

    const orders = producer();
    await orders.ingest(order(1));
    await page.getByText("1 stream is open on 1 table").waitFor();
    expect(await steps.count()).toBe(0);
    expect(await page.title()).toBe("Overview · Local Zerobus");
  });

  it("counts rows on their way from the stream to the ack, and draws them", async () => {
    const { local, producer } = await openShop();
    const orders = producer();
    await orders.ingest(order(0));
    const page = await openConsole(local.endpoint);
    for (let id = 1; id < 500; id++) orders.ingest(order(id));
    await orders.flush();
    const path = page.getByRole("listitem");
    await path.filter({ hasText: "Committed" }).getByText("500 rows, ").waitFor();
    await path.filter({ hasText: "Streams" }).getByText("On 1 table.").waitFor();
    await path.filter({ hasText: "Acked" }).getByText("Nothing waits for an ack.").waitFor();

    const chart = page.getByRole("figure", { name: "Ack latency" });
    await chart
      .getByText(/^\d[\d.]* m?s$/)
      .first()
      .waitFor();
    const drawn = page.getByRole("figure", { name: "Rows per second" }).locator("canvas");
    // The line of a second with rows: more than the grid and the numbers beside it.
    await expect.poll(() => drawn.evaluate(inkOf), { timeout: 10_000 }).toBeGreaterThan(0);
    await page.getByText("5 min").click();
    expect(await page.getByRole("radio", { name: "5 min" }).isChecked()).toBe(true);
  });

  it("says that the server is gone, keeps what was last heard, and comes back by itself", async () => {
    const first = await openShop();
    const orders = first.producer();
    await orders.ingest(order(1));
    await orders.close();
    const page = await openConsole(first.local.endpoint, "streams", {
      expected: /ERR_|Failed to load resource/,
    });
    await page.getByRole("row", { name: /main\.shop\.orders/ }).waitFor();
    await first.local.close();
    await page.getByText("The server is gone; reconnecting.").waitFor();
    await page.getByText("Reconnecting", { exact: true }).waitFor();
    expect(await page.getByRole("row", { name: /main\.shop\.orders/ }).count()).toBe(1);

    await openShop({ port: Number(new URL(first.local.endpoint).port) });
    await page.getByText("No stream has come yet.").waitFor();
    expect(await page.getByText("The server is gone").count()).toBe(0);
    await page.getByText("Live", { exact: true }).first().waitFor();
  });
});

/** How many of a canvas's points are in the colour of the line, which is bluer than anything else drawn there. */
function inkOf(canvas: HTMLCanvasElement | SVGElement): number {
  if (!(canvas instanceof HTMLCanvasElement)) return 0;
  const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
  let points = 0;
  for (let at = 0; at < data.length; at += 4) {
    if ((data[at + 2] ?? 0) - (data[at] ?? 0) > 100 && (data[at + 3] ?? 0) > 200) points += 1;
  }
  return points;
}
