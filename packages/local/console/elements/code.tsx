import type { JSX } from "preact";
import { CopyButton } from "./copy-button.js";

/** A command or program to be copied. */
export function Code({ text, what }: { readonly text: string; readonly what: string }): JSX.Element {
  return (
    <div class="code">
      <pre>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} what={what} />
    </div>
  );
}
