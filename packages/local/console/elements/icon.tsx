import type { JSX } from "preact";

/** Outlines on a grid of 16, by what they stand for. */
const OUTLINES = {
  overview: "M2 9.5h2.8L6.6 4l2.9 8.5 1.9-5H14",
  tables: "M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 6.5v6",
  streams: "M2 5.5h9.5M9 3l2.5 2.5L9 8M14 10.5H4.5M7 8l-2.5 2.5L7 13",
  commits: "M8 2v3.5M8 10.5V14M10.5 8a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z",
  refusals: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM3.8 3.8l8.4 8.4",
  faults: "M9 1.8 3.5 9H8l-1 5.2L12.5 7H8z",
  copy: "M5.5 5.5h7.8v7.8H5.500zM3 10.500H2.700V2.700h7.800V3",
  done: "M3 8.5 6.5 12 13 4.5",
  warning: "M8 2.5 14.2 13.300H1.800zM8 6.500v3M8 11.300v.2",
  pause: "M5.5 3v10M10.5 3v10",
  play: "M5 3l7.5 5L5 13z",
  close: "M4 4l8 8M12 4l-8 8",
  arrow: "M3 8h9.500M9 4.5 12.5 8 9 11.5",
  light:
    "M8 5.200a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.600zM8 1.500v1M8 13.500v1M1.5 8h1M13.5 8h1M3.4 3.400l.7.7M11.9 11.900l.7.7M3.4 12.600l.7-.7M11.9 4.100l.7-.7",
  dark: "M13.5 9.300A5.8 5.8 0 0 1 6.7 2.500a5.8 5.8 0 1 0 6.8 6.800z",
  system: "M2 3h12v8H2zM6 13.500h4",
} as const;

export type IconName = keyof typeof OUTLINES;

/** A small outline beside a word that says the same: screen readers pass over it. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={OUTLINES[name]} />
    </svg>
  );
}
