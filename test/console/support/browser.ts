import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";

const CHROMIUM = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path): path is string => path !== undefined && existsSync(path));

const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Whether there is no browser to look at the page with. Said once for each file that has to pass over its tests. */
export const withoutBrowser: boolean = CHROMIUM === undefined;
if (withoutBrowser) {
  process.stderr.write(
    "The console is not tested: there is no Chromium. Install it, or name it in CHROMIUM.\n",
  );
}

let browser: Browser | undefined;

/** Has a browser for the tests of a file. */
export function useBrowser(): void {
  beforeAll(async () => {
    if (CHROMIUM !== undefined)
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    browser = undefined;
  });
}

/** How somebody looks at the page. */
export interface Look extends BrowserContextOptions {
  /** What is expected to be logged as an error, such as a server that is gone; nothing else may be. */
  readonly expected?: RegExp;
  /** Whether the test has the time of the page in its hand: `page.clock`. */
  readonly clock?: boolean;
}

/**
 * Opens a section of the console, `faults` or `tables/…`, and waits until it shows something. The test fails when
 * anything is logged as an error or warning: an exception, a file that is missing, or what the policy forbids.
 */
export async function openConsole(
  endpoint: string,
  section: string = "overview",
  look: Look = {},
): Promise<Page> {
  if (browser === undefined) throw new Error("no browser: call useBrowser() in the file");
  const { expected, clock = false, ...options } = look;
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  context.setDefaultTimeout(8_000);
  const page = await context.newPage();
  const errors: string[] = [];
  const note = (text: string): void => {
    if (expected?.test(text) !== true) errors.push(text);
  };
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) note(message.text());
  });
  page.on("pageerror", (error) => note(String(error)));
  onTestFinished(async () => {
    await context.close();
    expect(errors).toEqual([]);
  });
  if (clock) await page.clock.install();
  await page.goto(`${endpoint}/console/#/${section}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  return page;
}
