/** A figure as text: three digits tell all that a measurement does. */
export function figure(value: number): string {
  const digits = value === 0 ? 1 : Math.floor(Math.log10(Math.abs(value))) + 1;
  return Number.isFinite(value) ? value.toFixed(Math.min(Math.max(0, 3 - digits), 6)) : String(value);
}

/** A ratio as text. */
export function times(ratio: number): string {
  return `${figure(ratio)}×`;
}
