import type { JSX } from "preact";
import { beginning } from "../format/harmless.js";

/** A name that somebody else chose: of any length, in any script, kept from turning what stands around it. */
export function Name({ text }: { readonly text: string }): JSX.Element {
  return (
    <bdi class="name" title={text.length > 40 ? beginning(text, 1_000) : undefined}>
      {beginning(text, 300)}
    </bdi>
  );
}
