import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "./icon.js";
import { useNotice } from "./notices.js";

/** Copies a text. `what` is what the button is called by: "Copy the command". */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }): JSX.Element {
  const notify = useNotice();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      notify("Copied.");
      setTimeout(() => setCopied(false), 1_500);
    } catch {
      notify("The browser does not allow copying here. Select the text instead.", "bad");
    }
  };
  return (
    <button type="button" class="quiet square" aria-label={`Copy ${what}`} title="Copy" onClick={copy}>
      <Icon name={copied ? "done" : "copy"} />
    </button>
  );
}
