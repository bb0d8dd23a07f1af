import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Sample } from "../../src/console/views.js";
import type { ChartSubject } from "../chart/series.js";
import { TimeChart } from "../chart/time-chart.js";
import { Choice } from "../elements/choice.js";
import { compact, milliseconds } from "../format/numbers.js";

const MINUTE_MS = 60_000;

const SUBJECTS: readonly ChartSubject[] = [
  {
    title: "Rows per second",
    about: "Committed into tables.",
    series: [{ key: "rows", label: "rows", value: ({ rows }) => rows, filled: true }],
    format: compact,
    leastTop: 10,
  },
  {
    title: "Ack latency",
    about: "From arrival to ack.",
    series: [
      { key: "p50", label: "half within", value: ({ ackP50Ms }) => ackP50Ms },
      { key: "p99", label: "99 % within", value: ({ ackP99Ms }) => ackP99Ms, dashed: true },
    ],
    format: milliseconds,
    leastTop: 5,
  },
  {
    title: "Waiting for an ack",
    about: "Received, not yet acked.",
    series: [{ key: "lag", label: "requests", value: ({ lag }) => lag, filled: true }],
    format: compact,
    leastTop: 10,
  },
];

/** How fast rows come in, are acked, and how many wait. */
export function Throughput({ samples }: { readonly samples: readonly Sample[] }): JSX.Element {
  const [minutes, setMinutes] = useState(1);
  return (
    <section aria-labelledby="throughput">
      <div class="heading">
        <h2 id="throughput">Throughput</h2>
        <Choice
          legend="Time shown"
          value={minutes}
          onChange={setMinutes}
          options={[1, 5, 10].map((value) => ({ value, label: `${value} min` }))}
        />
      </div>
      <div class="charts">
        {SUBJECTS.map((subject) => (
          <TimeChart key={subject.title} subject={subject} samples={samples} windowMs={minutes * MINUTE_MS} />
        ))}
      </div>
    </section>
  );
}
