import { createTwoFilesPatch } from "diff";
import type { OutputChange } from "./compare-output.js";

/** A diff longer than this is cut: it is there to recognise the change, not to apply it. */
const MAX_LINES = 60;

/** Texts that differ in more lines than this are not compared line by line, which would take minutes. */
const MAX_DIFFERENCES = 2000;

/** A change as a unified diff. */
export function formatChange({ path, before, after }: OutputChange): string {
  const from = before === undefined ? "/dev/null" : `${path} (on disk)`;
  const to = after === undefined ? "/dev/null" : `${path} (generated now)`;
  const patch = createTwoFilesPatch(from, to, before ?? "", after ?? "", undefined, undefined, {
    context: 1,
    maxEditLength: MAX_DIFFERENCES,
  });
  if (patch === undefined) return `--- ${from}\n+++ ${to}\n… they have little in common`;
  const lines = patch
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => (line.length > 160 ? `${line.slice(0, 160)}…` : line));
  const cut = lines.length - MAX_LINES;
  return cut > 0 ? [...lines.slice(0, MAX_LINES), `… ${cut} more lines`].join("\n") : lines.join("\n");
}
