import type { ComponentChildren, JSX } from "preact";

/** How good or bad the thing is that is told. The words say so too. */
export type Tone = "good" | "warn" | "bad" | "plain" | "live";

/** A word or two about the state of something. */
export function Badge({
  tone = "plain",
  children,
}: {
  readonly tone?: Tone;
  readonly children: ComponentChildren;
}): JSX.Element {
  return <span class={`badge ${tone}`}>{children}</span>;
}
