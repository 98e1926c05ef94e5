import { type FieldError, type SignalKind, signalKinds } from '@throughline/contracts';
import { type Policy } from '@throughline/policy';
import { isFields, typeName } from './record/field-reader.js';
import { type InputRecord, readRecord } from './record/input-record.js';
import { absurdity, readTime } from './record/time.js';
import { normaliseSignal, type SignalContext, type SignalResult } from './signal/normalise-signal.js';

/** Kinds that the contract names and this version does not take yet: their lines are skipped, not refused. */
const unsupportedKinds: readonly string[] = ['metric'];

export type SkippedLine = { readonly ok: false; readonly reason: 'unsupported-kind'; readonly kind: string };
export type InvalidLine = {
  readonly ok: false;
  readonly reason: 'invalid';
  readonly errors: readonly FieldError[];
};

/** A line of a signals file taken apart: what belongs on its kind's topic, and when it arrived (epoch ms). */
export interface SignalLine {
  readonly ok: true;
  readonly kind: SignalKind;
  /** The line's fields without `kind` and `receivedAt`. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly receivedAt: number | null;
}

const invalid = (path: string, message: string): InvalidLine => ({
  ok: false,
  reason: 'invalid',
  errors: [{ path, message }],
});

/** Reads what a signals file says about a line beside the record. */
export function readLine(line: unknown): SignalLine | SkippedLine | InvalidLine {
  if (!isFields(line)) return invalid('', `expected a JSON object, got ${typeName(line)}`);
  const { kind, receivedAt, ...fields } = line;
  if (typeof kind === 'string' && unsupportedKinds.includes(kind)) {
    return { ok: false, reason: 'unsupported-kind', kind };
  }
  const known = signalKinds.find((candidate) => candidate === kind);
  if (known === undefined) return invalid('kind', `expected one of ${signalKinds.join(', ')}`);
  if (receivedAt === undefined || receivedAt === null)
    return { ok: true, kind: known, fields, receivedAt: null };
  const time = readTime(receivedAt);
  const problem = time.ok ? absurdity(time.ms) : time.message;
  if (!time.ok || problem !== undefined) return invalid('receivedAt', problem ?? 'expected a time');
  return { ok: true, kind: known, fields, receivedAt: time.ms };
}

/** A line as the record that its kind's Avro schema describes, for publishing it. */
export function recordFromLine(
  line: unknown,
  policy: Policy,
): ({ readonly ok: true } & InputRecord) | SkippedLine | InvalidLine {
  const read = readLine(line);
  if (!read.ok) return read;
  const record = readRecord(read.kind, read.fields, policy);
  return record.ok ? { ok: true, ...record.input } : { ok: false, reason: 'invalid', errors: record.errors };
}

/** What a file's line needs beside itself. */
export type LineContext = Omit<SignalContext, 'recordTime' | 'receivedAt' | 'hints'>;

/**
 * The signal of a line, with no Kafka: it was received when the line says, else when it happened. A line that says neither is refused: a file has no
 * other clock.
 */
export function signalFromLine(
  line: unknown,
  context: LineContext,
): Extract<SignalResult, { ok: true }> | SkippedLine | InvalidLine {
  const read = readLine(line);
  if (!read.ok) return read;
  const { kind, fields } = read;
  const occurred = Object.hasOwn(fields, 'occurredAt') ? readTime(fields.occurredAt) : undefined;
  const time = read.receivedAt ?? (occurred?.ok ? occurred.ms : undefined);
  if (time === undefined && (occurred === undefined || fields.occurredAt === null)) {
    return invalid('occurredAt', 'expected a time here or in receivedAt: a line of a file has no other');
  }
  const received = { ...context, recordTime: time ?? 0, receivedAt: time ?? 0 };
  const result = normaliseSignal(kind, fields, received);
  return result.ok ? result : { ok: false, reason: 'invalid', errors: result.errors };
}
