import type { JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { CopyButton } from "../elements/copy-button.js";
import { Icon } from "../elements/icon.js";
import { Name } from "../elements/name.js";
import { beginning } from "../format/harmless.js";
import { count } from "../format/numbers.js";
import type { Opened } from "./cell-value.js";

/** Longer texts are copied whole, and shown as far as this. */
const MOST_SHOWN = 200_000;

/** A value or row in full. Escape closes it. */
export function ValueDialog({
  opened,
  onClose,
}: {
  readonly opened: Opened;
  readonly onClose: () => void;
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby={title} onClose={onClose}>
      <header>
        <h2 id={title}>
          <Name text={opened.title} />
        </h2>
        <span class="hint">{count(opened.text.length)} characters</span>
        <CopyButton text={opened.text} what="the value" />
        <button
          type="button"
          class="quiet square"
          aria-label="Close"
          title="Close"
          onClick={() => dialog.current?.close()}
        >
          <Icon name="close" />
        </button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="whole" tabIndex={0} aria-label="The whole value">
        <pre>
          <bdi>{beginning(opened.text, MOST_SHOWN)}</bdi>
        </pre>
      </section>
    </dialog>
  );
}
