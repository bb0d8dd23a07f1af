import type { JSX } from "preact";
import { beginning, harmless } from "../format/harmless.js";

/** A value or row that is looked at in full. */
export interface Opened {
  readonly title: string;
  readonly text: string;
}

const MOST = 48;

/** One value of a row, in a line; a long one is cut and opens in full. NULL is seen as what it is. */
export function CellValue({
  value,
  onOpen,
}: {
  readonly value: unknown;
  readonly onOpen: () => void;
}): JSX.Element {
  if (value === null || value === undefined) return <span class="null">NULL</span>;
  if (value === "") return <span class="null">empty</span>;
  const text = writtenValue(value);
  if (text.length <= MOST && !text.includes("\n")) return <bdi>{harmless(text)}</bdi>;
  return (
    <button type="button" class="cut" onClick={onOpen} title="Show all of it">
      <bdi>{beginning(text.replaceAll("\n", "↵"), MOST)}</bdi>
      <span class="unseen"> Show all of it</span>
    </button>
  );
}

/** A value as text: text as it is, all else as JSON. */
export function writtenValue(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}
