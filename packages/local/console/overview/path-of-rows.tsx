import type { ComponentChildren, JSX } from "preact";
import type { Sample, StateView } from "../../src/console/views.js";
import { ago } from "../format/moments.js";
import { bytes, compact, count, counted, milliseconds } from "../format/numbers.js";
import { sectionHash } from "../route/route.js";

/** What becomes of a row, step by step, with how many are at each. */
export function PathOfRows({
  state,
  sample,
}: {
  readonly state: StateView;
  readonly sample: Sample | undefined;
}): JSX.Element {
  const { totals } = state.server;
  const live = state.streams.filter(({ endedAt }) => endedAt === null);
  const written = new Set(live.map(({ table }) => table)).size;
  const received = live.reduce((sum, stream) => sum + stream.received, 0);
  const lag = sample?.lag ?? 0;
  const lastRefusal = state.refusals[0];
  return (
    <section aria-labelledby="path">
      <h2 id="path" class="unseen">
        The path of a row
      </h2>
      <ol class="path">
        <Step name="Streams" href={sectionHash("streams")} figure={count(live.length)} unit="live">
          {live.length === 0 ? "No program is writing now." : `On ${counted(written, "table")}.`}
        </Step>
        <Step name="Received" figure={compact(received)} unit={received === 1 ? "request" : "requests"}>
          On the live streams, each row checked against its table.
        </Step>
        <Step
          name="Committed"
          href={sectionHash("commits")}
          figure={compact(sample?.rows ?? 0)}
          unit="rows/s"
        >
          {counted(totals.rows, "row")}, {bytes(totals.bytes)} in {counted(totals.commits, "commit")}.
        </Step>
        <Step
          name="Acked"
          figure={sample?.ackP50Ms == null ? "–" : milliseconds(sample.ackP50Ms)}
          unit={sample?.ackP50Ms == null ? "" : "to the ack"}
        >
          {lag === 0 ? "Nothing waits for an ack." : `${counted(lag, "request")} wait for an ack.`}
        </Step>
        <Step
          name="Refused"
          href={sectionHash("refusals")}
          figure={compact(totals.refusals)}
          unit={totals.refusals === 1 ? "refusal" : "refusals"}
          apart={totals.refusals > 0 ? "bad" : "none"}
        >
          {lastRefusal === undefined
            ? "Nothing was refused."
            : `The last ${ago(lastRefusal.at, Date.now())}: ${lastRefusal.code}.`}
        </Step>
      </ol>
    </section>
  );
}

function Step({
  name,
  href,
  figure,
  unit,
  apart,
  children,
}: {
  readonly name: string;
  readonly href?: string;
  readonly figure: string;
  readonly unit: string;
  /** Off the way that rows should go. */
  readonly apart?: "bad" | "none";
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <li class={apart === undefined ? "step" : `step apart ${apart}`}>
      <h3>{href === undefined ? name : <a href={href}>{name}</a>}</h3>
      <p class="figure">
        {figure} <small>{unit}</small>
      </p>
      <p class="about">{children}</p>
    </li>
  );
}
