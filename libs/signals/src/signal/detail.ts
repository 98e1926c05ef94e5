import { type Signal } from '@throughline/contracts';
import { type Policy } from '@throughline/policy';
import { type InputRecord, severityOf } from '../record/input-record.js';
import { limits } from '../limits.js';
import { cut } from '../text/shorten.js';
import { messagePattern } from '../text/message-pattern.js';
import { type Cleaner } from './cleaner.js';
import { alertFingerprint, logFingerprint } from './fingerprint.js';

/** What all kinds have, cleaned. */
export type Base = Pick<
  Signal,
  'tenant' | 'environment' | 'service' | 'labels' | 'occurredAt' | 'receivedAt'
>;

/** What the kind decides. */
export type Specific = Pick<
  Signal,
  'fingerprint' | 'name' | 'summary' | 'severity' | 'alert' | 'deploy' | 'log' | 'configChange'
>;

const noDetail = { alert: null, deploy: null, log: null, configChange: null };

const firstLine = (text: string): string =>
  text
    .trim()
    .split(/[\r\n]/, 1)[0]
    ?.trim() ?? '';

export function specific(input: InputRecord, base: Base, cleaner: Cleaner, policy: Policy): Specific {
  switch (input.kind) {
    case 'alert':
      return alertPart(input.record, base, cleaner, policy);
    case 'deploy':
      return deployPart(input.record, base, cleaner);
    case 'log':
      return logPart(input.record, base, cleaner, policy);
    case 'config-change':
      return configChangePart(input.record, base, cleaner);
  }
}

type RecordOf<Kind extends InputRecord['kind']> = Extract<InputRecord, { kind: Kind }>['record'];

function alertPart(record: RecordOf<'alert'>, base: Base, cleaner: Cleaner, policy: Policy): Specific {
  const name = cleaner.text(record.name, limits.name);
  const description = cleaner.optionalText(record.description, limits.description);
  const given = cleaner.optionalIdentifier(record.fingerprint, limits.id);
  return {
    ...noDetail,
    fingerprint: given ?? alertFingerprint({ ...base, name }, policy),
    name,
    summary: firstOf([cleaner.text(record.summary, limits.summary), description, name]),
    severity: record.severity,
    alert: {
      name,
      status: record.status,
      startsAt: startOf(record.startsAt, base, policy),
      endsAt: record.endsAt,
      description,
      annotations: cleaner.map(record.annotations, limits.annotationValue),
      value: record.value,
    },
  };
}

/** An episode begins when its source says; a start that is still to come is a broken clock. */
const startOf = (startsAt: number | null, { occurredAt, receivedAt }: Base, { time }: Policy): number =>
  startsAt === null || startsAt > receivedAt + time.futureTolerance ? occurredAt : startsAt;

/** The first text that says something, one line of it. */
const firstOf = (texts: readonly (string | null)[]): string =>
  cut(texts.map((text) => firstLine(text ?? '')).find((line) => line !== '') ?? '', limits.summary);

function deployPart(record: RecordOf<'deploy'>, { service }: Base, cleaner: Cleaner): Specific {
  const version = cleaner.text(record.version, limits.name);
  const previousVersion = cleaner.optionalText(record.previousVersion, limits.name);
  const description = cleaner.optionalText(record.description, limits.description);
  const from = previousVersion === null ? '' : ` from ${previousVersion}`;
  const said = `Deploy of ${service ?? 'an unnamed service'}${from} to ${version} ${record.status.replace('_', ' ')}`;
  const deployId = cleaner.identifier(record.deployId, limits.id);
  return {
    ...noDetail,
    fingerprint: deployId,
    name: cut(`deploy ${version}`, limits.name),
    summary: firstOf([description, said]),
    severity: null,
    deploy: {
      deployId,
      version,
      previousVersion,
      status: record.status,
      actor: cleaner.optionalText(record.actor, limits.name),
      commit: cleaner.optionalText(record.commit, limits.name),
      repository: cleaner.optionalText(record.repository, limits.summary),
      description,
    },
  };
}

function logPart(record: RecordOf<'log'>, base: Base, cleaner: Cleaner, policy: Policy): Specific {
  const level = cleaner.text(record.level.trim().toLowerCase(), limits.shortId);
  const message = cleaner.text(record.message, limits.message);
  const pattern = messagePattern(cut(message, limits.pattern));
  const severity = severityOf(level, policy);
  if (severity === undefined) cleaner.flag('unknown-level');
  return {
    ...noDetail,
    fingerprint: logFingerprint(base, pattern),
    name: cut(pattern, limits.name) || 'empty line',
    summary: firstOf([message, 'empty line']),
    severity: severity ?? 'info',
    log: {
      level,
      message,
      instance: cleaner.optionalIdentifier(record.instance, limits.id),
      traceId: cleaner.optionalIdentifier(record.traceId, limits.shortId),
      spanId: cleaner.optionalIdentifier(record.spanId, limits.shortId),
      attributes: cleaner.map(record.attributes, limits.labelValue),
    },
  };
}

function configChangePart(record: RecordOf<'config-change'>, base: Base, cleaner: Cleaner): Specific {
  const key = cleaner.text(record.key, limits.name);
  const secretName = record.changeKind === 'secret' ? 'secret' : record.key;
  const valueOf = (value: string | null): string | null =>
    value === null ? null : cleaner.named(secretName, value, limits.value);
  const oldValue = valueOf(record.oldValue);
  const newValue = valueOf(record.newValue);
  const description = cleaner.optionalText(record.description, limits.description);
  const changeId = cleaner.identifier(record.changeId, limits.id);
  return {
    ...noDetail,
    fingerprint: changeId,
    name: key,
    summary: firstOf([description, changeSentence(key, base.service, oldValue, newValue)]),
    severity: null,
    configChange: {
      changeId,
      changeKind: record.changeKind,
      key,
      oldValue,
      newValue,
      actor: cleaner.optionalText(record.actor, limits.name),
      description,
    },
  };
}

function changeSentence(
  key: string,
  service: string | null,
  oldValue: string | null,
  newValue: string | null,
): string {
  const from = oldValue === null ? '' : ` from ${cut(oldValue, 80)}`;
  const to = newValue === null ? '' : ` to ${cut(newValue, 80)}`;
  return `${key}${service === null ? '' : ` of ${service}`} changed${from}${to}`.replace(/\s+/g, ' ');
}
