import {
  type Alert,
  type ConfigChange,
  type Deploy,
  type FieldError,
  type Log,
  type Severity,
  type SignalKind,
  signalKinds,
} from '@throughline/contracts';
import { type Policy } from '@throughline/policy';
import { type SignalFlag } from '../flags.js';
import { type Fields, FieldReader, isFields, typeName } from './field-reader.js';

/** A producer's record as the input schemas have it, whatever form it was sent in. */
export type InputRecord =
  | { readonly kind: 'alert'; readonly record: Alert }
  | { readonly kind: 'deploy'; readonly record: Deploy }
  | { readonly kind: 'log'; readonly record: Log }
  | { readonly kind: 'config-change'; readonly record: ConfigChange };

export type InputRecordResult =
  | { readonly ok: true; readonly input: InputRecord; readonly flags: ReadonlySet<SignalFlag> }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** The defaults of the input schemas. */
const defaults = { tenant: 'default', environment: 'production', source: 'unknown' } as const;

type Common = Pick<
  Alert,
  'id' | 'occurredAt' | 'tenant' | 'environment' | 'service' | 'source' | 'labels' | 'links'
>;

/**
 * Validates the fields of one record against its kind: types, required fields, words, times. Fields that the kind does not know become labels
 * when they are scalars. All errors at once; each names what would be right and never repeats the value.
 */
export function readRecord(kind: SignalKind, fields: unknown, policy: Policy): InputRecordResult {
  if (!isFields(fields)) {
    return {
      ok: false,
      errors: [{ path: '', message: `expected an object of fields, got ${typeName(fields)}` }],
    };
  }
  const reader = new FieldReader(fields);
  checkKind(reader, kind, fields);
  const input = readKind(reader, kind, policy);
  return reader.errors.length > 0
    ? { ok: false, errors: reader.errors }
    : { ok: true, input: withRest(input, reader), flags: reader.flags };
}

/** `kind` and `receivedAt` belong to signals files; on a topic the one must agree and the other is intake's to say. */
function checkKind(reader: FieldReader, kind: SignalKind, fields: Fields): void {
  const said = Object.hasOwn(fields, 'kind') ? fields.kind : undefined;
  reader.raw('receivedAt');
  if (said === kind) reader.raw('kind');
  else if ((signalKinds as readonly unknown[]).includes(said)) reader.fail('kind', `expected ${kind} here`);
}

function readKind(reader: FieldReader, kind: SignalKind, policy: Policy): InputRecord {
  const common = readCommon(reader);
  switch (kind) {
    case 'alert':
      return { kind, record: { ...common, ...readAlert(reader, common, policy) } };
    case 'deploy':
      return { kind, record: { ...common, ...readDeploy(reader) } };
    case 'log':
      return { kind, record: { ...common, ...readLog(reader) } };
    case 'config-change':
      return { kind, record: { ...common, ...readConfigChange(reader) } };
  }
}

const readCommon = (reader: FieldReader): Common => ({
  id: reader.filled('id'),
  occurredAt: reader.time('occurredAt'),
  tenant: reader.filled('tenant')?.trim() ?? defaults.tenant,
  environment: reader.filled('environment')?.trim() ?? defaults.environment,
  service: reader.filled('service')?.trim() ?? null,
  source: reader.filled('source')?.trim() ?? defaults.source,
  labels: reader.map('labels'),
  links: reader.links('links'),
});

const readAlert = (reader: FieldReader, common: Common, policy: Policy): Omit<Alert, keyof Common> => ({
  name: reader.required('name'),
  status: reader.word('status', ['firing', 'resolved']),
  severity: readSeverity(reader, common, policy),
  fingerprint: reader.filled('fingerprint'),
  startsAt: reader.time('startsAt'),
  endsAt: reader.timeOrNever('endsAt'),
  summary: reader.optional('summary') ?? '',
  description: reader.optional('description'),
  annotations: reader.map('annotations'),
  value: reader.number('value'),
});

/** The field, else the label of the same name as Prometheus has it. A word that the policy does not map is a warning. */
function readSeverity(reader: FieldReader, { labels }: Common, policy: Policy): Severity {
  const label = Object.hasOwn(labels, 'severity') ? labels.severity : undefined;
  const word = reader.raw('severity') === null && label ? label : reader.required('severity');
  const severity = severityOf(word, policy);
  if (severity === undefined) reader.flags.add('unknown-severity');
  return severity ?? 'warning';
}

/** What a sender's word means to the policy. */
export function severityOf(word: string, { severity: { mapping } }: Policy): Severity | undefined {
  const key = word.trim().toLowerCase();
  return Object.hasOwn(mapping, key) ? mapping[key] : undefined;
}

const readDeploy = (reader: FieldReader): Omit<Deploy, keyof Common> => ({
  deployId: reader.required('deployId'),
  version: reader.required('version'),
  previousVersion: reader.filled('previousVersion'),
  status: reader.word('status', ['started', 'progressing', 'succeeded', 'failed', 'rolled_back']),
  actor: reader.filled('actor'),
  commit: reader.filled('commit'),
  repository: reader.filled('repository'),
  description: reader.optional('description'),
});

const readLog = (reader: FieldReader): Omit<Log, keyof Common> => ({
  level: reader.required('level'),
  message: readMessage(reader),
  instance: reader.filled('instance'),
  traceId: reader.filled('traceId'),
  spanId: reader.filled('spanId'),
  attributes: reader.map('attributes'),
});

/** An empty line is a line; no line is an error. */
function readMessage(reader: FieldReader): string {
  const message = reader.raw('message');
  return message === '' ? '' : typeof message === 'string' ? message : reader.required('message');
}

const changeKinds = [
  'other',
  'feature_flag',
  'config',
  'infrastructure',
  'schema',
  'secret',
  'traffic',
] as const;

const readConfigChange = (reader: FieldReader): Omit<ConfigChange, keyof Common> => ({
  changeId: reader.required('changeId'),
  changeKind: readChangeKind(reader),
  key: reader.required('key'),
  oldValue: reader.optional('oldValue'),
  newValue: reader.optional('newValue'),
  actor: reader.filled('actor'),
  description: reader.optional('description'),
});

function readChangeKind(reader: FieldReader): ConfigChange['changeKind'] {
  const word = reader.required('changeKind').trim().toLowerCase().replaceAll('-', '_');
  const kind = changeKinds.find((candidate) => candidate === word);
  if (kind === undefined) reader.flags.add('unknown-change-kind');
  return kind ?? 'other';
}

/** What the producer calls a label stands before a stray field of the same name. */
function withRest(input: InputRecord, reader: FieldReader): InputRecord {
  const rest = reader.rest();
  if (Object.keys(rest).length === 0) return input;
  const labels = { ...rest, ...input.record.labels };
  return { ...input, record: { ...input.record, labels } } as InputRecord;
}
