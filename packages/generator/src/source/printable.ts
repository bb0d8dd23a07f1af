const longest = 300;

/** Words of a server or a program on one line, without control characters, cut where they go on and on. */
export function printable(text: string): string {
  const plain = text.replace(/[^ -~]+/g, " ").trim();
  return plain.length > longest ? `${plain.slice(0, longest)}...` : plain;
}

/** The text of a stranger as it may be shown: control characters, and what turns the direction of text, are escaped. */
export function escapeControls(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (control) => `\\u{${control.codePointAt(0)?.toString(16)}}`,
  );
}

/** The text with each of the secrets blotted out, and whatever looks like a Databricks token or a JWT. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return (
    [...secrets]
      .filter((secret) => secret !== "")
      // The longest first: one may be part of another.
      .sort((a, b) => b.length - a.length)
      .reduce((shown, secret) => shown.replaceAll(secret, "***"), text)
      .replace(/\b(?:dapi|dose|dkea)[0-9a-f]{20,}(?:-\d+)?|\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, "***")
  );
}
