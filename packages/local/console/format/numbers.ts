const WHOLE = new Intl.NumberFormat("en-US");
const COMPACT = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** A count in full: `1,204`. */
export function count(value: number): string {
  return WHOLE.format(value);
}

/** A count where room is short: `12.3K`; in full below ten thousand. */
export function compact(value: number): string {
  return value < 10_000 ? WHOLE.format(value) : COMPACT.format(value);
}

/** `1 row`, `2 rows`. */
export function counted(value: number, noun: string, plural: string = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

/** A size: `812 B`, `1.5 KB`, in steps of 1024. */
export function bytes(value: number): string {
  let rest = value;
  for (const unit of ["B", "KB", "MB", "GB"]) {
    if (rest < 1024) return `${rest < 10 && unit !== "B" ? rest.toFixed(1) : Math.round(rest)} ${unit}`;
    rest /= 1024;
  }
  return `${rest.toFixed(1)} TB`;
}

/** A duration in milliseconds: `0.8 ms`, `41 ms`, `1.2 s`. */
export function milliseconds(value: number): string {
  if (value < 10) return `${Number(value.toFixed(1))} ms`;
  return value < 1_000 ? `${Math.round(value)} ms` : `${Number((value / 1_000).toFixed(1))} s`;
}
