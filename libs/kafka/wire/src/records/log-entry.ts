import {
  type CatalogActivated,
  type LogEntry,
  type LogEntryRecord,
  type LogEntryRecordBodyByType,
  type PolicyActivated,
  type Signal,
  type Tick,
} from '@throughline/contracts';
import { unwrap, wrap } from './branch.js';
import { type Shape } from './record-codec.js';

type Body = LogEntryRecord['body'];

function toBody(entry: LogEntry): unknown {
  switch (entry.type) {
    case 'signal':
      return wrap('Signal', entry.signal);
    case 'tick':
      return wrap('Tick', entry.tick);
    case 'policy':
      return wrap('PolicyActivated', entry.activated);
    case 'catalog':
      return wrap('CatalogActivated', entry.activated);
  }
}

function fromBody(body: Body): LogEntry {
  const { name, value } = unwrap(body);
  switch (name as keyof LogEntryRecordBodyByType) {
    case 'Signal':
      return { type: 'signal', signal: value as Signal };
    case 'Tick':
      return { type: 'tick', tick: value as Tick };
    case 'PolicyActivated':
      return { type: 'policy', activated: value as PolicyActivated };
    case 'CatalogActivated':
      return { type: 'catalog', activated: value as CatalogActivated };
    default:
      throw new TypeError(`a log entry of type ${name}`);
  }
}

/** Log entries: a tagged union in the code, a union of records on the wire. */
export const logEntryShape: Shape<LogEntry, LogEntryRecord> = {
  toWire: (entry) => ({ body: toBody(entry) as Body }),
  fromWire: ({ body }) => fromBody(body),
};
