const KEY = "zerobus-console-theme";

/** Light or dark; `system` is as the system is set. */
export type Theme = "system" | "light" | "dark";

/** What was chosen in this browser. */
export function storedTheme(): Theme {
  const stored = storage()?.getItem(KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}

/** Shows the page in a theme, here and the next time. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  storage()?.setItem(KEY, theme);
  for (const listener of listeners) listener();
}

/** Calls back when the colours of the page have changed. Answers with what ends that. */
export function onColoursChanged(listener: () => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", listener);
  listeners.add(listener);
  return () => {
    system.removeEventListener("change", listener);
    listeners.delete(listener);
  };
}

const listeners = new Set<() => void>();

/** Undefined where the browser is told to keep nothing. */
function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
