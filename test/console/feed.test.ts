import { describe, expect, it } from "vitest";
import { openConsole, useBrowser, withoutBrowser } from "./support/browser.js";
import { startStub } from "./support/stub.js";
import { quietState } from "./support/views.js";

describe.skipIf(withoutBrowser)("the page", () => {
  useBrowser();

  it("has one event stream, asks for the rows of the table that is looked at alone, and again when it changes", async () => {
    const state = quietState();
    const rows = { table: "main.shop.orders", version: 1, rows: [{ id: "1" }] };
    const { endpoint, readers, asked, tell } = await startStub({ state, rows });
    const page = await openConsole(endpoint, "streams", { clock: true });
    expect([readers(), asked.toSorted()]).toEqual([1, ["events", "samples"]]);
    await page.getByRole("link", { name: /Tables/ }).click();
    await page.getByRole("link", { name: "main.shop.orders" }).click();
    await page.getByRole("button", { name: "Whole row 1" }).waitFor();
    expect(asked.slice(2)).toEqual(["tables/main.shop.orders/rows?limit=50"]);

    // The same version again is nothing new, however long it lasts.
    tell("state", { ...state });
    for (let turns = 0; turns < 2; turns++) await page.clock.fastForward(1_500);
    await page.evaluate(() => fetch("api/state"));
    expect(asked.slice(3)).toEqual(["state"]);
    const newer = { ...state, tables: state.tables.map((table) => ({ ...table, version: 2 })) };
    tell("state", newer);
    await expect
      .poll(() => asked.slice(4), { timeout: 5_000 })
      .toEqual(["tables/main.shop.orders/rows?limit=50"]);
    expect(readers()).toBe(1);
  });

  it("hears and asks nothing while nobody sees it, and catches up when somebody does", async () => {
    const { endpoint, readers, asked } = await startStub({ state: quietState() });
    const page = await openConsole(endpoint, "streams");
    const turn = (hidden: boolean): Promise<void> =>
      page.evaluate((isHidden) => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
        document.dispatchEvent(new Event("visibilitychange"));
      }, hidden);
    await turn(true);
    await expect.poll(readers).toBe(0);
    const before = asked.length;
    await turn(false);
    await expect.poll(readers).toBe(1);
    await expect.poll(() => asked.slice(before).toSorted()).toEqual(["events", "samples"]);
    expect(await page.getByText("The server is gone").count()).toBe(0);
  });

  it("keeps its section in the address, and its colours in the browser", async () => {
    const { endpoint } = await startStub({ state: quietState() });
    const page = await openConsole(endpoint, "tables/main.shop.orders/columns", { colorScheme: "light" });
    await page.getByRole("heading", { name: "main.shop.orders" }).waitFor();
    const background = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await page.getByRole("radio", { name: "Dark" }).check({ force: true });
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.getByRole("heading", { name: "main.shop.orders" }).waitFor();
    expect(await background()).toBe(dark);
    await page.getByRole("radio", { name: "As the system" }).check({ force: true });
    expect(await background()).toBe(light);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await background()).toBe(dark);
  });
});
