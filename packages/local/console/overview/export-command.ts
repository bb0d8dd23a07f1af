import type { ServerView } from "../../src/console/views.js";

/** What a shell is told to have clients connect here. */
export function exportCommand({ endpoint }: ServerView): string {
  return `export ZEROBUS_EMULATOR_HOST=${URL.canParse(endpoint) ? new URL(endpoint).host : endpoint}`;
}
