/** Milliseconds in each unit that a duration may be written in. */
const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

type Unit = keyof typeof units;

const isUnit = (text: string): text is Unit => Object.hasOwn(units, text);

/** Milliseconds of `10s`, `5m`, `1h`, `250ms`, `2d` or a sum such as `1h30m`; undefined when the text is no duration. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d{1,9}(ms|[smhd])){1,5}$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|[smhd])/g)) {
    if (unit !== undefined && isUnit(unit)) total += Number(amount) * units[unit];
  }
  return total;
}

/** The shortest way to write a duration (ms) in one unit: 90000 is `90s`, 3600000 is `1h`. */
export function formatDuration(ms: number): string {
  const unit = (['d', 'h', 'm', 's'] as const).find((name) => ms > 0 && ms % units[name] === 0) ?? 'ms';
  return `${ms / units[unit]}${unit}`;
}
