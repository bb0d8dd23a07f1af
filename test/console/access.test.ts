import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { openConsole, useBrowser, withoutBrowser } from "./support/browser.js";
import { sectionsOf } from "./support/sections.js";
import { openShop, order, type Shop } from "./support/shop.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** All rules run; only of what they find fault with is every element told. */
const OPTIONS: RunOptions = { resultTypes: ["violations"] };
const SECTIONS = sectionsOf("main.shop.orders");

describe.skipIf(withoutBrowser)("the page", () => {
  useBrowser();

  it.each([
    ["light", 1280],
    ["dark", 1280],
    ["light", 375],
    ["dark", 375],
  ] as const)(
    "in %s at %i pixels has names, headings, contrast and structure in order, and is no wider than the screen",
    async (colorScheme, width) => {
      const { local } = await busyShop();
      const page = await openConsole(local.endpoint, "overview", {
        colorScheme,
        viewport: { width, height: 800 },
      });
      for (const section of SECTIONS) {
        await page.goto(`${local.endpoint}/console/#/${section}`);
        await page.getByRole("heading", { level: 1 }).waitFor();
        expect([section, await problemsOf(page)]).toEqual([section, []]);
      }
    },
    60_000,
  );

  it("in its empty state, too", async () => {
    const { local } = await openShop();
    const page = await openConsole(local.endpoint);
    await page.getByRole("region", { name: "From here to the first typed row" }).waitFor();
    expect(await problemsOf(page)).toEqual([]);
  });

  it("can be used with a keyboard alone", async () => {
    const { local, producer } = await openShop();
    await producer().ingest(order(1));
    const page = await openConsole(local.endpoint);
    const focused = (): Promise<string> =>
      page.evaluate(
        () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "",
      );
    const tabTo = async (text: string | RegExp): Promise<void> => {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press("Tab");
        if ((await focused()).match(text) !== null) return;
      }
      throw new Error(`60 tabs do not reach ${text}`);
    };
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");

    await page.reload();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await tabTo(/^Faults/);
    expect(await outlineOf(page)).not.toBe("none");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Faults" }).waitFor();
    // Whoever goes to a section is in it.
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("content");
    await tabTo(/^Refuse the next stream/);
    expect(await outlineOf(page)).not.toBe("none");
    await page.keyboard.press("Space");
    await page.getByRole("switch", { name: "Refuse the next stream", checked: true }).waitFor();
    await tabTo("Switch off: Refuse the stream");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing goes wrong on purpose.").waitFor();
    expect(local.faults.list()).toEqual([]);
  });

  it("holds still for whoever asks for that", async () => {
    const { local } = await openShop();
    const page = await openConsole(local.endpoint, "overview", { reducedMotion: "reduce" });
    const moving = await page.evaluate(() => document.getAnimations().length);
    expect(moving).toBe(0);
  });
});

/** A shop in which there is something of everything. */
async function busyShop(): Promise<Shop> {
  const shop = await openShop({
    drift: async () => ({
      "main.shop.orders": {
        verdict: "breaking",
        generatedFingerprint: "sha256:aaaa",
        tableFingerprint: "sha256:bbbb",
        changes: [
          { level: "info", text: "a comment changed" },
          { level: "warning", text: "note: added" },
          { level: "breaking", text: "total: dropped" },
        ],
      },
    }),
  });
  const { local, producer } = shop;
  const [live, done] = [producer(), producer()];
  for (let id = 0; id < 60; id++) live.ingest(order(id, { customer_name: "Ada ".repeat(id) }));
  await live.flush();
  await done.ingest(order(60));
  await done.close();
  local.faults.add({ fault: { kind: "refuse-row", column: "order_id", equals: "61" } });
  await expect(producer().ingest(order(61))).rejects.toThrow();
  local.faults.add({ fault: { kind: "slow-disk", delayMs: 1 }, times: "always" });
  local.faults.add({ fault: { kind: "goaway" }, table: "main.shop.orders", times: 3, afterRequests: 1_000 });
  return shop;
}

/** What is wrong with what the page shows now: axe's findings, and whether it is wider than the screen. */
async function problemsOf(page: Page): Promise<readonly string[]> {
  // A page keeps it from one section to the next.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(AXE);
  const { violations } = await page.evaluate((options: RunOptions): Promise<AxeResults> => {
    const axe: typeof import("axe-core") = Reflect.get(globalThis, "axe");
    return axe.run(document, options);
  }, OPTIONS);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [
    ...violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    ),
    ...(wider > 0 ? [`the page is ${wider} pixels too wide`] : []),
  ];
}

function outlineOf(page: Page): Promise<string> {
  return page.evaluate(() =>
    document.activeElement === null ? "none" : getComputedStyle(document.activeElement).outlineStyle,
  );
}
