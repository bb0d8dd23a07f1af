import type { JSX } from "preact";
import type { DriftView } from "../../src/console/views.js";
import { Badge } from "../elements/badge.js";

const WORDS = { same: "in step", compatible: "compatible", breaking: "breaking" } as const;
const TONES = { same: "good", compatible: "warn", breaking: "bad" } as const;

/** How the generated code stands to a table, in a word. */
export function DriftBadge({ drift }: { readonly drift: DriftView | null }): JSX.Element {
  if (drift === null) return <span class="hint">no generated code known</span>;
  return <Badge tone={TONES[drift.verdict] ?? "plain"}>{WORDS[drift.verdict] ?? drift.verdict}</Badge>;
}
