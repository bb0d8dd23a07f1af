import type { JSX } from "preact";
import type { StreamView } from "../../src/console/views.js";
import { count, counted } from "../format/numbers.js";

/** How far a stream is: of all that was received, what is acked, what is committed, and what still waits. */
export function LagBar({ stream }: { readonly stream: StreamView }): JSX.Element {
  const { received, committed, acked, endedAt } = stream;
  const share = (part: number): string => `${received === 0 ? 0 : (100 * part) / received}%`;
  const lag = received - acked;
  return (
    <div class="lag">
      <span class="lag-bar" aria-hidden="true" title={`${count(committed)} committed, ${count(acked)} acked`}>
        <span class="lag-committed" style={{ width: share(committed) }} />
        <span class="lag-acked" style={{ width: share(acked) }} />
      </span>
      <span class={lag === 0 ? "lag-text" : "lag-text waits"}>
        {lagWords(lag, endedAt === null)}
        <span class="unseen">
          {" "}
          ({count(acked)} of {count(received)} acked)
        </span>
      </span>
    </div>
  );
}

function lagWords(lag: number, isLive: boolean): string {
  if (lag === 0) return "none";
  return isLive ? counted(lag, "request") : `${count(lag)} never acked`;
}
