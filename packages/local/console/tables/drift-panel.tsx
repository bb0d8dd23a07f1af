import type { JSX } from "preact";
import type { DriftView } from "../../src/console/views.js";
import { Badge } from "../elements/badge.js";
import { Code } from "../elements/code.js";
import { Empty } from "../elements/empty.js";
import { LongText } from "../elements/long-text.js";
import { useShown } from "../elements/use-shown.js";
import { DriftBadge } from "./drift-badge.js";

const SENTENCES = {
  same: "The generated code was made for the table as it is now.",
  compatible: "The table changed since the code was generated; rows of that code still fit.",
  breaking: "The table changed since the code was generated; streams of that code are refused.",
} as const;
const LEVELS = ["breaking", "warning", "info"] as const;
const TONES = { breaking: "bad", warning: "warn", info: "plain" } as const;

/** The code that was generated for a table against the table as it is now. */
export function DriftPanel({ drift }: { readonly drift: DriftView | null }): JSX.Element {
  const sorted = LEVELS.flatMap((level) => drift?.changes.filter((change) => change.level === level) ?? []);
  const { items, more } = useShown(sorted, 200);
  if (drift === null) {
    return (
      <Empty title="The server knows no generated code for this table.">
        It compares tables with zerobus.lock.json of the folder it was started in. Pull the table into it to
        see drift.
      </Empty>
    );
  }
  return (
    <div class="card drift">
      <p>
        <DriftBadge drift={drift} /> {SENTENCES[drift.verdict]}
      </p>
      <dl class="fingerprints">
        <dt>Generated for</dt>
        <dd class="mono">{drift.generatedFingerprint}</dd>
        <dt>Table now</dt>
        <dd class="mono">
          {drift.tableFingerprint}{" "}
          {drift.tableFingerprint === drift.generatedFingerprint ? (
            <Badge tone="good">the same</Badge>
          ) : (
            <Badge tone="warn">differs</Badge>
          )}
        </dd>
      </dl>
      <ul class="changes">
        {items.map(({ level, text }, index) => (
          <li key={`${index} ${text.slice(0, 40)}`}>
            <Badge tone={TONES[level] ?? "plain"}>{level}</Badge>
            <LongText text={text} most={500} />
          </li>
        ))}
      </ul>
      {more}
      {drift.verdict !== "same" && (
        <>
          <p>Bring the code up to the table:</p>
          <Code
            text="npx zerobus-gen pull && npx zerobus-gen generate"
            what="the command that generates anew"
          />
        </>
      )}
    </div>
  );
}
