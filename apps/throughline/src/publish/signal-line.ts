import { type InputTopicKey, inputTopics } from '@throughline/contracts';

/** A line of a signals file, as far as publishing must know it: the rest is the intake's to judge. */
export interface SignalLine {
  /** 1-based. */
  readonly number: number;
  readonly output: InputTopicKey;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Event time, epoch ms; null when the line has none. */
  readonly occurredAt: number | null;
}

export interface RefusedLine {
  readonly number: number;
  readonly reason: string;
}

const outputs = new Map<string, InputTopicKey>(
  Object.entries(inputTopics).map(([key, kind]) => [kind, key as InputTopicKey]),
);

/** Reads one line; what cannot be published at all is refused with what would be right. */
export function readSignalLine(number: number, text: string): SignalLine | RefusedLine {
  const value = parse(text);
  if (value === undefined) return { number, reason: 'is not JSON' };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { number, reason: 'is not a JSON object' };
  const fields = value as Readonly<Record<string, unknown>>;
  const output = typeof fields.kind === 'string' ? outputs.get(fields.kind) : undefined;
  if (output === undefined)
    return { number, reason: `has no kind that can be published (one of ${[...outputs.keys()].join(', ')})` };
  return { number, output, fields, occurredAt: epochMs(fields.occurredAt) };
}

export const isRefused = (line: SignalLine | RefusedLine): line is RefusedLine => 'reason' in line;

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** ISO 8601 or epoch ms; null when it is neither. */
export function epochMs(value: unknown): number | null {
  const ms = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(ms) ? ms : null;
}

const timeFields = ['occurredAt', 'startsAt', 'endsAt', 'receivedAt'] as const;

/** The same line, `shift` ms later in all its times. */
export function shifted(line: SignalLine, shift: number): SignalLine {
  const moved = timeFields.flatMap((field) => {
    const ms = epochMs(line.fields[field]);
    return ms === null ? [] : [[field, new Date(ms + shift).toISOString()] as const];
  });
  return {
    ...line,
    fields: { ...line.fields, ...Object.fromEntries(moved) },
    occurredAt: line.occurredAt === null ? null : line.occurredAt + shift,
  };
}

const text = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value : otherwise;

/** Signals of one tenant and environment share a partition, so that they are read in the order of the file. */
export const keyOf = ({ fields }: SignalLine): string =>
  `${text(fields.tenant, 'default')}/${text(fields.environment, 'production')}`;
