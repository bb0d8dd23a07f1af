import type { JSX } from "preact";
import type { Sample, StateView } from "../../src/console/views.js";
import { Attention } from "./attention.js";
import { Connection } from "./connection.js";
import { FirstRow } from "./first-row.js";
import { inShort } from "./in-short.js";
import { PathOfRows } from "./path-of-rows.js";
import { ServerFacts } from "./server-facts.js";
import { TablesInShort } from "./tables-in-short.js";
import { Throughput } from "./throughput.js";

/** What is going on, in one look; what to do next while nothing is. */
export function Overview({
  state,
  samples,
}: {
  readonly state: StateView;
  readonly samples: readonly Sample[];
}): JSX.Element {
  const sample = samples.at(-1);
  const isUntouched = state.streams.length === 0 && state.server.totals.rows === 0;
  return (
    <>
      <div class="title beside">
        <div>
          <h1>Overview</h1>
          <p class="lead">{inShort(state, sample)}</p>
        </div>
        {!isUntouched && <Connection server={state.server} />}
      </div>
      {isUntouched ? (
        <FirstRow state={state} />
      ) : (
        <>
          <PathOfRows state={state} sample={sample} />
          <Throughput samples={samples} />
        </>
      )}
      <div class="columns">
        <TablesInShort tables={state.tables} />
        <Attention state={state} />
      </div>
      <ServerFacts server={state.server} />
    </>
  );
}
