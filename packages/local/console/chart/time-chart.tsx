import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Sample } from "../../src/console/views.js";
import type { ChartSubject } from "./series.js";
import { TimePlot } from "./time-plot.js";

/**
 * Values over the last minutes. The legend tells the newest second, or the one that is pointed at; the text for screen
 * readers tells the newest.
 */
export function TimeChart({
  subject,
  samples,
  windowMs,
}: {
  readonly subject: ChartSubject;
  readonly samples: readonly Sample[];
  readonly windowMs: number;
}): JSX.Element {
  const canvas = useRef<HTMLDivElement>(null);
  const plot = useRef<TimePlot | undefined>(undefined);
  const title = useId();
  const [pointedAt, setPointedAt] = useState<number | null>(null);

  useEffect(() => {
    if (canvas.current === null) return undefined;
    const made = new TimePlot(canvas.current, subject, setPointedAt);
    plot.current = made;
    return () => made.destroy();
  }, [subject]);
  useEffect(() => plot.current?.show(samples, windowMs), [samples, windowMs, subject]);

  const sample = samples.find(({ at }) => at === pointedAt) ?? samples.at(-1);
  return (
    <figure class="chart" aria-labelledby={title}>
      <figcaption>
        <h3 id={title}>{subject.title}</h3>
        <p>{subject.about}</p>
      </figcaption>
      <dl class="legend">
        {subject.series.map(({ key, label, value, dashed }) => (
          <div key={key}>
            <dt>
              <span class={`swatch series-${key} ${dashed === true ? "dashed" : ""}`} aria-hidden="true" />
              {label}
            </dt>
            <dd>{written(sample === undefined ? null : value(sample), subject)}</dd>
          </div>
        ))}
      </dl>
      <div class="plot" ref={canvas} aria-hidden="true" />
    </figure>
  );
}

function written(value: number | null, { format }: ChartSubject): string {
  return value === null ? "–" : format(value);
}
