import { type FieldError } from '@throughline/contracts';
import { isObject, notAnObject, parseJson } from './json.js';
import { type InputHints, type InputReading, unreadable, type UnreadableValue } from './reading.js';

type Attributes = Readonly<Record<string, unknown>>;

const required = ['id', 'source', 'type'] as const;

/** What is wrong with a CloudEvent's context attributes (CloudEvents 1.0.2, "Required Attributes"); empty when nothing is. */
export function attributeErrors(attributes: Attributes, prefix = ''): FieldError[] {
  const errors: FieldError[] = [];
  const { specversion } = attributes;
  if (specversion !== '1.0') {
    const found = typeof specversion === 'string' ? `"${specversion.slice(0, 20)}"` : 'missing';
    errors.push({ path: `${prefix}specversion`, message: `${found}; only CloudEvents "1.0" are read` });
  }
  for (const name of required) {
    const value = attributes[name];
    if (typeof value !== 'string' || value === '') {
      errors.push({
        path: `${prefix}${name}`,
        message: 'required by CloudEvents 1.0: text that is not empty',
      });
    }
  }
  return errors;
}

/** What a CloudEvent's attributes say about a signal that does not say it itself. */
export function hintsOf(attributes: Attributes): InputHints {
  const { id, source, time } = attributes;
  return {
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof source === 'string' ? { source } : {}),
    ...(typeof time === 'string' && time !== '' ? { occurredAt: time } : {}),
  };
}

const base64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

/** The event's data: a value, or bytes that are JSON again. */
function dataOf(event: Attributes): { readonly ok: true; readonly value: unknown } | UnreadableValue {
  const { data, data_base64: encoded } = event;
  if (data !== undefined && data !== null) return { ok: true, value: data };
  if (encoded === undefined || encoded === null) {
    return unreadable('bad-cloudevent', 'neither data nor data_base64: the signal is missing', 'data');
  }
  if (typeof encoded !== 'string' || !base64.test(encoded)) {
    return unreadable('bad-cloudevent', 'not base64 text', 'data_base64');
  }
  return parseJson(Buffer.from(encoded, 'base64'), 'data_base64');
}

/** A CloudEvents 1.0 message in structured mode: one JSON object with the signal in `data` or `data_base64`. */
export function readStructured(value: Buffer): InputReading {
  const parsed = parseJson(value);
  if (!parsed.ok) return parsed;
  const event = parsed.value;
  if (!isObject(event)) return notAnObject(event);
  const errors = attributeErrors(event);
  if (errors.length > 0) return { ok: false, reason: 'bad-cloudevent', errors };
  const data = dataOf(event);
  if (!data.ok) return data;
  if (!isObject(data.value)) return notAnObject(data.value, 'data');
  return {
    ok: true,
    form: 'cloudevents-structured',
    fields: data.value,
    hints: hintsOf(event),
    repairs: parsed.repairs,
  };
}
