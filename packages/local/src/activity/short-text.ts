/**
 * A text that is safe to keep: of a long one the beginning, with an ellipsis. A copy, since a part of a string keeps the
 * whole alive.
 */
export function shortText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return Buffer.from(`${text.slice(0, maxLength - 1)}…`).toString();
}
