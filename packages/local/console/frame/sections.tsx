import type { JSX } from "preact";
import type { StateView } from "../../src/console/views.js";
import { Icon } from "../elements/icon.js";
import { compact } from "../format/numbers.js";
import { SECTIONS, type Section, sectionHash } from "../route/route.js";

/** What each section is called. */
export const SECTION_TITLES: Readonly<Record<Section, string>> = {
  overview: "Overview",
  tables: "Tables",
  streams: "Streams",
  commits: "Commits",
  refusals: "Refusals",
  faults: "Faults",
};

/** The way to every section, each with what is worth knowing before one goes there. */
export function Sections({
  current,
  state,
}: {
  readonly current: Section;
  readonly state: StateView | null;
}): JSX.Element {
  return (
    <nav class="sections" aria-label="Sections">
      <ul>
        {SECTIONS.map((section) => (
          <li key={section}>
            <a href={sectionHash(section)} aria-current={section === current ? "page" : undefined}>
              <Icon name={section} />
              <span class="section-title">{SECTION_TITLES[section]}</span>
              {state !== null && <Tally section={section} state={state} />}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Tally({
  section,
  state,
}: {
  readonly section: Section;
  readonly state: StateView;
}): JSX.Element | null {
  const { value, tone, unit } = tallyOf(section, state);
  if (value === 0) return null;
  return (
    <span class={`tally ${tone}`}>
      {compact(value)}
      <span class="unseen"> {unit}</span>
    </span>
  );
}

interface TallyOf {
  readonly value: number;
  readonly unit: string;
  readonly tone: string;
}

function tallyOf(section: Section, { tables, streams, server, faults }: StateView): TallyOf {
  switch (section) {
    case "overview":
      return { value: 0, unit: "", tone: "" };
    case "tables":
      return { value: tables.length, unit: "tables", tone: "" };
    case "streams":
      return { value: streams.filter(({ endedAt }) => endedAt === null).length, unit: "live", tone: "live" };
    case "commits":
      return { value: server.totals.commits, unit: "commits", tone: "" };
    case "refusals":
      return { value: server.totals.refusals, unit: "refusals", tone: "bad" };
    case "faults":
      return { value: faults.length, unit: "switched on", tone: "warn" };
  }
}
