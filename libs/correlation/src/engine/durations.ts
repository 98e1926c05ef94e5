const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const rounded = (value: number): string => String(Math.round(value * 10) / 10);

/** A duration (ms) as people say it: `8 s`, `2.5 min`, `3 h`. */
export function said(ms: number): string {
  const size = Math.abs(ms);
  if (size < 90 * second) return `${Math.round(size / second)} s`;
  if (size < 90 * minute) return `${rounded(size / minute)} min`;
  if (size < 48 * hour) return `${rounded(size / hour)} h`;
  return `${rounded(size / (24 * hour))} days`;
}

/** A time of day (UTC) as people read it in a sentence. */
export const clockTime = (at: number): string => `${new Date(at).toISOString().slice(11, 19)} UTC`;
