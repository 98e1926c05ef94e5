import { type Catalog } from '@throughline/catalog';
import { type DeadLetter, type LogEntry, type Signal, type SignalKind } from '@throughline/contracts';
import { type Output, type OutputRecord } from '@throughline/kafka-client';
import {
  deadLetterKey,
  fitForTopic,
  type InputReader,
  type OriginalRecord,
  type ReadValue,
  type RecordCodec,
  toDeadLetter,
} from '@throughline/kafka-wire';
import { type Policy } from '@throughline/policy';
import { normaliseSignal } from '@throughline/signals';
import { isolated } from './isolated.js';
import { SendsInFlight } from './sends-in-flight.js';
import { andThen, dlq, ok, type StepResult } from './step-result.js';

/** What one batch of one input partition became. Every record is in exactly one of the two. */
export interface BatchOutcome {
  readonly forwarded: number;
  readonly deadLetters: readonly DeadLetter[];
}

/** What the pipeline tells whoever watches. */
export interface IntakeObserver {
  redacted(rule: string, count: number): void;
  /** A record met a defect of ours. */
  defect(record: OriginalRecord, error: unknown): void;
}

type Encodes<Value> = Pick<RecordCodec<Value, never>, 'encode'>;

export interface PipelineParts {
  readonly reader: Pick<InputReader, 'read'>;
  readonly signalCodec: Encodes<LogEntry>;
  readonly deadLetterCodec: Encodes<DeadLetter>;
  readonly outputs: { readonly signals: Pick<Output, 'send'>; readonly deadLetters: Pick<Output, 'send'> };
  readonly policy: Policy;
  readonly catalog: Catalog;
  readonly observer: IntakeObserver;
  /** Wall clock, epoch ms. */
  readonly now: () => number;
}

/** Records that are prepared and sent together. */
const chunkSize = 500;
/** Chunks that travel at the same time. */
const chunksInFlight = 3;

/** The latest time that PostgreSQL and Avro take without a thought: the end of the year 9999, ms. */
const latestTime = 253_402_300_799_999;

/** A Kafka record's time as it can be stored: producers may set any number. */
export const storableTime = (ms: number): number =>
  Number.isFinite(ms) ? Math.min(Math.max(Math.trunc(ms), 0), latestTime) : 0;

/**
 * From input records to signals on the log: read → normalise → encode, each step with an `ok` or `dlq` result; then produced, in order, a few
 * chunks at a time. It resolves when the broker has acknowledged everything, so that the caller's transaction may count on it. Rejects with
 * what is retriable or fatal; nothing of the batch is counted then, and the batch may be run again.
 */
export class IntakePipeline {
  constructor(private readonly parts: PipelineParts) {}

  async run(kind: SignalKind, records: readonly OriginalRecord[]): Promise<BatchOutcome> {
    const deadLetters: DeadLetter[] = [];
    const sends = new SendsInFlight(chunksInFlight);
    try {
      for (let from = 0; from < records.length; from += chunkSize) {
        const signals = await this.prepare(kind, records.slice(from, from + chunkSize), deadLetters);
        await sends.add(this.parts.outputs.signals.send(signals));
      }
      await sends.add(this.parts.outputs.deadLetters.send(deadLetters.map((letter) => this.record(letter))));
    } finally {
      await sends.settled();
    }
    return { forwarded: records.length - deadLetters.length, deadLetters };
  }

  /** What the records of a chunk become: signals to send, in order; the rest joins the dead letters. */
  private async prepare(
    kind: SignalKind,
    records: readonly OriginalRecord[],
    deadLetters: DeadLetter[],
  ): Promise<OutputRecord[]> {
    const signals: OutputRecord[] = [];
    for (const record of records) {
      const result = await isolated(
        () => this.steps(kind, record),
        (error) => {
          this.parts.observer.defect(record, error);
        },
      );
      if (result.ok) signals.push(result.value);
      else deadLetters.push(this.deadLetter(record, result.reason, result.errors));
    }
    return signals;
  }

  private steps(
    kind: SignalKind,
    record: OriginalRecord,
  ): StepResult<OutputRecord> | Promise<StepResult<OutputRecord>> {
    const rest = (read: StepResult<ReadValue>): StepResult<OutputRecord> =>
      andThen(
        andThen(read, (value) => this.normalise(kind, record, value)),
        (signal) => this.encode(signal),
      );
    const reading = this.read(kind, record);
    return reading instanceof Promise ? reading.then(rest) : rest(reading);
  }

  /** A promise only when the registry has to be asked. */
  private read(
    kind: SignalKind,
    record: OriginalRecord,
  ): StepResult<ReadValue> | Promise<StepResult<ReadValue>> {
    const asStep = (reading: Awaited<ReturnType<InputReader['read']>>): StepResult<ReadValue> =>
      reading.ok ? ok(reading) : dlq(reading.reason, reading.errors);
    const { value, headers } = record;
    const reading = this.parts.reader.read(kind, headers === undefined ? { value } : { value, headers });
    return reading instanceof Promise ? reading.then(asStep) : asStep(reading);
  }

  private normalise(kind: SignalKind, record: OriginalRecord, read: ReadValue): StepResult<Signal> {
    const { policy, catalog, observer, now } = this.parts;
    const result = normaliseSignal(kind, read.fields, {
      recordTime: record.timestamp,
      receivedAt: now(),
      origin: { topic: record.topic, partition: record.partition, offset: Number(record.offset) },
      policy,
      hints: read.hints,
      repairs: read.repairs,
      knownService: (name) => catalog.service(name) !== undefined,
    });
    if (!result.ok) return dlq('invalid', result.errors);
    for (const [rule, count] of Object.entries(result.redactions)) observer.redacted(rule, count);
    return ok(result.signal);
  }

  private encode(signal: Signal): StepResult<OutputRecord> {
    return ok({ key: signal.scope, value: this.parts.signalCodec.encode({ type: 'signal', signal }) });
  }

  private deadLetter(
    record: OriginalRecord,
    reason: Parameters<typeof toDeadLetter>[1],
    errors: Parameters<typeof toDeadLetter>[2],
  ): DeadLetter {
    const readable = { ...record, timestamp: storableTime(record.timestamp) };
    return toDeadLetter(readable, reason, errors, this.parts.now());
  }

  private record(letter: DeadLetter): OutputRecord {
    return { key: deadLetterKey(letter), value: this.parts.deadLetterCodec.encode(fitForTopic(letter)) };
  }
}
