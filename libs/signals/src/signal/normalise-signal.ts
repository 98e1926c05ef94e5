import { type FieldError, type Origin, type Signal, type SignalKind } from '@throughline/contracts';
import { signalId } from '@throughline/identity';
import { type Policy } from '@throughline/policy';
import { type RedactionCounts, type RedactionRules } from '@throughline/redaction';
import { earliestTime, limits } from '../limits.js';
import { type InputRecord, readRecord } from '../record/input-record.js';
import { absurdity, readTime } from '../record/time.js';
import { Cleaner } from './cleaner.js';
import { compiledPolicy } from './compiled-policy.js';
import { specific } from './detail.js';
import { scopeOf } from './scope.js';
import { type KnownService, serviceFromLabels } from './service.js';
import { derivedSourceId } from './source-id.js';

/** What is known about a record beside its fields. Times in epoch ms. */
export interface SignalContext {
  /** The Kafka record's time; below 0 when it has none. */
  readonly recordTime: number;
  /** Now, by intake's clock. */
  readonly receivedAt: number;
  readonly origin: Origin;
  readonly policy: Policy;
  /** What an envelope (CloudEvents) says; the record's own fields go before it. */
  readonly hints?: SignalHints | undefined;
  /** What reading the value repaired: told as flags. */
  readonly repairs?: readonly string[] | undefined;
  /** Compiled redaction rules; absent: those of the policy. */
  readonly rules?: RedactionRules | undefined;
  /** Whether the catalog has a service of this name; absent: it has none. */
  readonly knownService?: KnownService | undefined;
}

export interface SignalHints {
  readonly id?: string | null | undefined;
  readonly source?: string | null | undefined;
  /** ISO 8601 or epoch ms. */
  readonly occurredAt?: string | number | null | undefined;
}

export type SignalResult =
  | { readonly ok: true; readonly signal: Signal; readonly redactions: RedactionCounts }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/**
 * From the fields of one record, in whatever form it came, to the signal that everything behind intake sees: validated, with its clock put right,
 * its service found, redacted, bounded, identified, and keyed by scope. Pure; never throws on any JSON value. What comes out is unchanged by JSON,
 * Avro and PostgreSQL's jsonb. Each repair is a flag (`signalFlags`).
 */
export function normaliseSignal(kind: SignalKind, fields: unknown, context: SignalContext): SignalResult {
  const read = readRecord(kind, fields, context.policy);
  if (!read.ok) return read;
  const hinted = withHints(read.input, context.hints ?? {});
  if (!hinted.ok) return hinted;
  const flags = new Set([...read.flags, ...(context.repairs ?? [])]);
  const cleaner = new Cleaner(context.rules ?? compiledPolicy(context.policy).rules, flags);
  const signal = build(hinted.input, cleaner, context);
  return { ok: true, signal, redactions: cleaner.redactions };
}

type Hinted =
  | { readonly ok: true; readonly input: InputRecord }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

function withHints(input: InputRecord, hints: SignalHints): Hinted {
  const { record } = input;
  const time = hintedTime(record.occurredAt, hints.occurredAt);
  if (time.message !== undefined) return { ok: false, errors: [{ path: 'time', message: time.message }] };
  const id = record.id ?? (hints.id?.trim() ? hints.id : null);
  const source = record.source === 'unknown' && hints.source?.trim() ? hints.source.trim() : record.source;
  return {
    ok: true,
    input: { ...input, record: { ...record, id, source, occurredAt: time.ms } } as InputRecord,
  };
}

function hintedTime(
  own: number | null,
  hint: string | number | null | undefined,
): { ms: number | null; message?: string | undefined } {
  if (own !== null || hint === null || hint === undefined) return { ms: own };
  const time = readTime(hint);
  return time.ok ? { ms: time.ms, message: absurdity(time.ms) } : { ms: null, message: time.message };
}

function build(input: InputRecord, cleaner: Cleaner, context: SignalContext): Signal {
  const { record } = input;
  const { policy, receivedAt, origin } = context;
  const tenant = cleaner.identifier(record.tenant, limits.scopePart);
  const environment = cleaner.identifier(record.environment, limits.scopePart);
  const source = cleaner.identifier(record.source, limits.id);
  const service = serviceOf(input, cleaner, context);
  const sourceId = sourceIdOf(input, cleaner, context);
  const labels = cleaner.map(record.labels, limits.labelValue, compiledPolicy(policy).decisiveLabels);
  const occurredAt = occurredAtOf(record.occurredAt, context, cleaner);
  const base = { tenant, environment, service, labels, occurredAt, receivedAt };
  const part = specific(input, base, cleaner, policy);
  const links = record.links.map(({ href, text }) => ({
    href: cleaner.text(href, limits.href),
    text: cleaner.text(text, limits.linkText),
  }));
  return {
    id: signalId(tenant, environment, source, sourceId),
    sourceId,
    kind: input.kind,
    tenant,
    environment,
    scope: scopeOf(tenant, environment, labels, policy),
    service,
    source,
    occurredAt,
    receivedAt,
    fingerprint: part.fingerprint,
    name: part.name,
    summary: part.summary,
    severity: part.severity,
    labels,
    links,
    flags: cleaner.flags,
    origin: { topic: origin.topic, partition: origin.partition, offset: origin.offset },
    alert: part.alert,
    deploy: part.deploy,
    log: part.log,
    configChange: part.configChange,
  };
}

function sourceIdOf(input: InputRecord, cleaner: Cleaner, { recordTime }: SignalContext): string {
  if (input.record.id !== null) return cleaner.identifier(input.record.id, limits.id);
  cleaner.flag('derived-id');
  return derivedSourceId(input, recordTime);
}

/** A service that the catalog knows is no secret, whatever its name looks like. */
function serviceOf({ record }: InputRecord, cleaner: Cleaner, context: SignalContext): string | null {
  const known = context.knownService ?? (() => false);
  const resolved = record.service ?? serviceFromLabels(record.labels, context.policy, known);
  if (resolved === null) return null;
  if (record.service === null) cleaner.flag('resolved-service');
  return known(resolved) && resolved.length <= limits.id ? resolved : cleaner.identifier(resolved, limits.id);
}

/** The producer's clock, clamped: one that is ahead would move the watermark past everybody else. */
function occurredAtOf(
  said: number | null,
  { recordTime, receivedAt, policy }: SignalContext,
  cleaner: Cleaner,
): number {
  if (said === null) cleaner.flag('record-time');
  const time = said ?? (recordTime >= earliestTime ? recordTime : receivedAt);
  if (time <= receivedAt + policy.time.futureTolerance) return time;
  cleaner.flag('clamped-future');
  return receivedAt;
}
