import { redactNamed, type RedactedText, redactText, type RedactionRules } from '@throughline/redaction';
import { type SignalFlag } from '../flags.js';
import { limits } from '../limits.js';
import { isBroken, repaired } from '../text/repair.js';
import { cut, shortened, withHash } from '../text/shorten.js';

type TextMap = Readonly<Record<string, string>>;

/** How far beyond its limit a text is looked at, so that a secret across the limit is still seen whole. */
const lookAhead = 1_024;

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Makes one record's texts fit to be stored: repaired, redacted, bounded, in this order. Notes what it did as flags and counts by rule. One
 * cleaner a record.
 */
export class Cleaner {
  readonly redactions: Record<string, number> = {};

  constructor(
    private readonly rules: RedactionRules,
    private readonly noted: Set<string>,
  ) {}

  flag(flag: SignalFlag): void {
    this.noted.add(flag);
  }

  /** All that was noted, in order. */
  get flags(): string[] {
    return [...this.noted].sort();
  }

  /** A text that people read; what is too long is cut. */
  text(value: string, limit: number): string {
    return this.bounded(value, limit, (window) => redactText(window, this.rules));
  }

  optionalText(value: string | null, limit: number): string | null {
    return value === null ? null : this.text(value, limit);
  }

  /** A text whose name may say that it is secret. */
  named(name: string, value: string, limit: number): string {
    return this.bounded(value, limit, (window) => redactNamed(name, window, this.rules));
  }

  /** A text that tells things apart: whatever is taken out or cut off, different ones stay different. */
  identifier(value: string, limit: number): string {
    const whole = this.repair(value);
    const short = shortened(whole, limit);
    if (short !== whole) this.flag('shortened-id');
    const shown = this.counted(redactText(short, this.rules));
    return shown === short ? short : shortened(withHash(shown, whole), limit);
  }

  optionalIdentifier(value: string | null, limit: number): string | null {
    return value === null ? null : this.identifier(value, limit);
  }

  /** A map of at most `limits.labels` entries in the order of their names; those in `first` are kept before all others. */
  map(map: TextMap, valueLimit: number, first: ReadonlySet<string> = new Set()): TextMap {
    const keys = Object.keys(map).sort(
      (a, b) => Number(first.has(b)) - Number(first.has(a)) || byCodeUnit(a, b),
    );
    if (keys.length > limits.labels) this.flag('dropped-labels');
    const clean = new Map<string, string>();
    for (const key of keys.slice(0, limits.labels)) {
      const name = this.freeName(this.identifier(key, limits.labelKey), clean);
      clean.set(name, this.named(key, map[key] ?? '', valueLimit));
    }
    return Object.fromEntries([...clean].sort(([a], [b]) => byCodeUnit(a, b)));
  }

  private freeName(name: string, taken: ReadonlyMap<string, string>): string {
    let free = name;
    for (let n = 2; taken.has(free); n++) free = `${cut(name, limits.labelKey - 6)}~${n}`;
    if (free !== name) this.flag('renamed-label');
    return free;
  }

  private bounded(value: string, limit: number, redact: (window: string) => RedactedText): string {
    const window = this.repair(cut(value, 2 * limit + lookAhead));
    const clean = this.counted(redact(window));
    // What the end of a cut window holds may be half a secret: it is not shown.
    const seen = window.length < value.length ? clean.length - lookAhead / 2 : clean.length;
    const shown = cut(clean, Math.max(0, Math.min(limit, seen)));
    if (shown !== clean || window.length < value.length) this.flag('truncated');
    return shown;
  }

  private repair(value: string): string {
    if (!isBroken(value)) return value;
    this.flag('repaired-text');
    return repaired(value);
  }

  private counted({ text, counts }: RedactedText): string {
    for (const [rule, count] of Object.entries(counts)) {
      this.flag('redacted');
      this.redactions[rule] = (this.redactions[rule] ?? 0) + count;
    }
    return text;
  }
}
