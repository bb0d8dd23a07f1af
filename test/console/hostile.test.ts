import { describe, expect, it } from "vitest";
import type { StateView } from "../../packages/local/src/console/views.js";
import { openConsole, useBrowser, withoutBrowser } from "./support/browser.js";
import { sectionsOf } from "./support/sections.js";
import { startStub } from "./support/stub.js";
import { HOSTILE_NAME, hostileState } from "./support/views.js";

const SECTIONS = sectionsOf(HOSTILE_NAME);
/** Far more than any section needs, and far less than all that there is. */
const MOST_ELEMENTS = 6_000;

describe.skipIf(withoutBrowser)("names, texts and numbers that mean harm", () => {
  useBrowser();

  it.each([1280, 375])(
    "at %i pixels stay text, within bounds, and leave the page as wide as it is",
    async (width) => {
      const state = hostileState();
      const rows = {
        table: HOSTILE_NAME,
        version: 1,
        rows: Array.from({ length: 10 }, () => hostileRow(state)),
      };
      const { endpoint } = await startStub({ state, rows });
      const page = await openConsole(endpoint, "overview", { viewport: { width, height: 800 } });
      for (const section of SECTIONS) {
        await page.goto(`${endpoint}/console/#/${section}`);
        if (section.endsWith("/rows")) await page.getByRole("button", { name: "Whole row 10" }).waitFor();
        await page.getByRole("heading", { level: 1 }).waitFor();
        const seen = await page.evaluate(() => ({
          wider: document.documentElement.scrollWidth - innerWidth,
          elements: document.querySelectorAll("*").length,
          foreign: document.querySelectorAll("#root :is(img, script, b)").length,
          turned: document.body.textContent.includes("\u202e"),
        }));
        expect([section, seen]).toEqual([
          section,
          { wider: 0, elements: expect.any(Number), foreign: 0, turned: false },
        ]);
        expect(seen.elements).toBeLessThan(MOST_ELEMENTS);
      }
    },
  );

  it("do not keep the page from answering while states come four times a second", async () => {
    const { tables, ...others } = hostileState();
    const state = { ...others, tables: tables.slice(1) };
    const { endpoint, tell } = await startStub({ state });
    const page = await openConsole(endpoint, "streams");
    const ticks = setInterval(() => tell("state", { ...state, streams: [...state.streams] }), 250);
    try {
      await page.getByRole("button", { name: /^Show 100 more/ }).click();
      await expect.poll(() => page.getByRole("row").count()).toBe(201);
      await page.getByRole("searchbox").fill("no such table");
      await page.getByText("No stream is like that.").waitFor();
    } finally {
      clearInterval(ticks);
    }
  });
});

/** A row with values of 10 KB, in the columns that are seen first. */
function hostileRow({ tables }: StateView): Readonly<Record<string, unknown>> {
  const names = tables[0]?.columns.map(({ name }) => name) ?? [];
  return Object.fromEntries(
    names.map((name, index) => [name, index % 2 === 0 ? null : "<b>\n".repeat(index < 30 ? 2_500 : 1)]),
  );
}
