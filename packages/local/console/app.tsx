import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { StateView } from "../src/console/views.js";
import { CommitsView } from "./commits/commits-view.js";
import { NoticesArea } from "./elements/notices.js";
import { FaultsView } from "./faults/faults-view.js";
import { LinkState } from "./frame/link-state.js";
import { SECTION_TITLES, Sections } from "./frame/sections.js";
import { ThemeChoice } from "./frame/theme-choice.js";
import { Overview } from "./overview/overview.js";
import { RefusalsView } from "./refusals/refusals-view.js";
import type { Route } from "./route/route.js";
import { useRoute } from "./route/use-route.js";
import type { Feed, Known } from "./server/feed.js";
import { useKnown } from "./server/use-known.js";
import { StreamsView } from "./streams/streams-view.js";
import { TablesView } from "./tables/tables-view.js";

/** The whole page. */
export function App({ feed }: { readonly feed: Feed }): JSX.Element {
  const known = useKnown(feed);
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  useTitle(route, main);
  return (
    <NoticesArea>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <header class="bar">
        <p class="brand">
          <span class="mark" aria-hidden="true" />
          Local Zerobus
        </p>
        <LinkState link={known.link} />
        <ThemeChoice />
      </header>
      <Sections current={route.section} state={known.state} />
      <main id="content" ref={main} tabIndex={-1}>
        {known.link === "lost" && <Lost known={known} />}
        {known.state === null ? (
          <p class="waiting">Asking the server…</p>
        ) : (
          <Shown route={route} known={known} state={known.state} />
        )}
      </main>
    </NoticesArea>
  );
}

function Shown({
  route,
  known,
  state,
}: {
  readonly route: Route;
  readonly known: Known;
  readonly state: StateView;
}): JSX.Element {
  switch (route.section) {
    case "overview":
      return <Overview state={state} samples={known.samples} />;
    case "tables":
      return <TablesView state={state} route={route} live={known.link === "live"} />;
    case "streams":
      return <StreamsView state={state} />;
    case "commits":
      return <CommitsView commits={state.commits} total={state.server.totals.commits} />;
    case "refusals":
      return <RefusalsView state={state} />;
    case "faults":
      return <FaultsView state={state} />;
  }
}

function Lost({ known }: { readonly known: Known }): JSX.Element {
  return (
    <p class="gone" role="status">
      <strong>The server is gone; reconnecting.</strong>{" "}
      {known.state === null
        ? "Start it with npx zerobus-gen dev."
        : "What you see is the last that was heard. It comes back by itself once npx zerobus-gen dev runs again."}
    </p>
  );
}

/** The title tells the section; whoever goes to another one lands at its beginning. */
function useTitle(route: Route, main: { readonly current: HTMLElement | null }): void {
  const place = `${route.section} ${route.table}`;
  const before = useRef(place);
  useEffect(() => {
    document.title = `${route.table ?? SECTION_TITLES[route.section]} · Local Zerobus`;
    if (before.current === place) return;
    before.current = place;
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [place, route, main]);
}
