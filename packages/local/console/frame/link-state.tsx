import type { JSX } from "preact";
import type { Known } from "../server/feed.js";

const WORDS = { connecting: "Connecting", live: "Live", lost: "Reconnecting" } as const;

/** Whether the page hears from its server. */
export function LinkState({ link }: { readonly link: Known["link"] }): JSX.Element {
  return (
    <p class={`link-state ${link}`} role="status">
      <span class="dot" aria-hidden="true" />
      {WORDS[link]}
    </p>
  );
}
