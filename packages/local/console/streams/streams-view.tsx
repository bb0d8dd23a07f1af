import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { StateView, StreamView } from "../../src/console/views.js";
import { Choice } from "../elements/choice.js";
import { Empty } from "../elements/empty.js";
import { FilterField } from "../elements/filter-field.js";
import { Scroller } from "../elements/scroller.js";
import { useShown } from "../elements/use-shown.js";
import { counted } from "../format/numbers.js";
import { StreamRow } from "./stream-row.js";

const STEP = 100;

type Which = "all" | "live" | "over";

/** The live streams and those that are over, newest first. */
export function StreamsView({ state }: { readonly state: StateView }): JSX.Element {
  const [which, setWhich] = useState<Which>("all");
  const [text, setText] = useState("");
  const found = state.streams.filter((stream) => isShown(stream, which, text.toLowerCase()));
  const { items, more } = useShown(found, STEP);
  const live = state.streams.filter(({ endedAt }) => endedAt === null).length;
  return (
    <>
      <div class="title">
        <h1>Streams</h1>
        <p class="lead">
          {counted(live, "live stream")}, and the newest of those that are over. Received requests are
          checked, committed ones are stored, acked ones are told to be durable.
        </p>
      </div>
      <div class="controls">
        <Choice
          legend="Streams shown"
          value={which}
          onChange={setWhich}
          options={[
            { value: "all", label: "All" },
            { value: "live", label: "Live" },
            { value: "over", label: "Over" },
          ]}
        />
        <FilterField label="Filter by table or client" value={text} onChange={setText} />
      </div>
      {items.length === 0 ? (
        <Empty title={state.streams.length === 0 ? "No stream has come yet." : "No stream is like that."}>
          A stream opens when a client ingests its first row.
        </Empty>
      ) : (
        <Scroller label="Streams">
          <table class="streams cards">
            <thead>
              <tr>
                <th scope="col">Stream</th>
                <th scope="col">Table and client</th>
                <th scope="col" class="number">
                  Rows
                </th>
                <th scope="col" class="number minor">
                  Received
                </th>
                <th scope="col" class="number minor">
                  Committed
                </th>
                <th scope="col" class="number minor">
                  Acked
                </th>
                <th scope="col">Lag</th>
                <th scope="col">How it stands</th>
              </tr>
            </thead>
            <tbody>
              {items.map((stream) => (
                <StreamRow key={stream.id} stream={stream} />
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
      {more}
    </>
  );
}

function isShown({ endedAt, table, client }: StreamView, which: Which, text: string): boolean {
  if (which !== "all" && (endedAt === null) !== (which === "live")) return false;
  return `${table ?? ""} ${client ?? ""}`.toLowerCase().includes(text);
}
