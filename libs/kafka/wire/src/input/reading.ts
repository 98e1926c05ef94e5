import { type DeadLetterReason, type FieldError } from '@throughline/contracts';

/** A header as Kafka clients give it: one value, or all of them when the name repeats. */
export type Headers = Readonly<Record<string, Buffer | string | readonly (Buffer | string)[] | undefined>>;

/** What is read of a Kafka record. */
export interface InputRecord {
  /** Null for a tombstone. */
  readonly value: Buffer | null;
  readonly headers?: Headers;
}

/** In which of the contract's four forms a value came. */
export type InputForm = 'avro' | 'json' | 'cloudevents-structured' | 'cloudevents-binary';

/** What the envelope says, for signals that do not say it themselves. */
export interface InputHints {
  readonly id?: string;
  readonly source?: string;
  /** As sent, not parsed yet: RFC 3339. */
  readonly occurredAt?: string;
}

/** A value that was read, and not validated yet. */
export interface ReadValue {
  readonly ok: true;
  readonly form: InputForm;
  /** A plain object without a property `__proto__`. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly hints: InputHints;
  /** What reading repaired, e.g. `invalid-utf8`: to be flagged on the signal. */
  readonly repairs: readonly string[];
}

/** A value that cannot be read: a dead letter. */
export interface UnreadableValue {
  readonly ok: false;
  readonly reason: DeadLetterReason;
  /** At least one. */
  readonly errors: readonly FieldError[];
}

export type InputReading = ReadValue | UnreadableValue;

/** An {@link UnreadableValue} about the whole record, or the field at `path`. */
export const unreadable = (reason: DeadLetterReason, message: string, path = ''): UnreadableValue => ({
  ok: false,
  reason,
  errors: [{ path, message }],
});

/**
 * The fields of a signal with what its envelope adds: the signal's own `id`, `source` and `occurredAt` win. `unknown` is
 * what the Avro schemas say when no source was given.
 */
export function withHints({ fields, hints }: ReadValue): Readonly<Record<string, unknown>> {
  const missing = Object.entries(hints).filter(([name]) => {
    const own = fields[name];
    return own === undefined || own === null || (name === 'source' && own === 'unknown');
  });
  return missing.length === 0 ? fields : { ...fields, ...Object.fromEntries(missing) };
}
