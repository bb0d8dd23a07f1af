import type { JSX } from "preact";

/** A name that somebody else chose: of any length, in any script, kept from turning what stands around it. */
export function Name({ text }: { readonly text: string }): JSX.Element {
  return (
    <bdi class="name" title={text.length > 40 ? text.slice(0, 1_000) : undefined}>
      {text.length > 300 ? `${text.slice(0, 300)}…` : text}
    </bdi>
  );
}
