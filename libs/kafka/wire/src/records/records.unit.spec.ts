import { describe, expect, it } from '@jest/globals';
import {
  type IncidentEvent,
  type LogEntry,
  type PostmortemEvent,
  type TopicKey,
  topicKeys,
} from '@throughline/contracts';
import avro from 'avsc';
import { avroType } from '../avro/avro-types.js';
import { frame } from '../avro/frame.js';
import { type SchemaIds } from './record-codec.js';
import { createWire } from './wire.js';

const registry: SchemaIds = {
  idOf: (_, key) => Promise.resolve(topicKeys.indexOf(key) + 1),
  writer: (id) => {
    const key: TopicKey | undefined = topicKeys[id - 1];
    return key === undefined ? 'unknown' : avroType(key);
  },
};
const wire = createWire(registry, 'p.');

const signal: (LogEntry & { type: 'signal' })['signal'] = {
  id: 's',
  sourceId: 'x',
  kind: 'deploy',
  tenant: 't',
  environment: 'e',
  scope: 't/e',
  service: null,
  source: 'argocd',
  occurredAt: 1,
  receivedAt: 2,
  fingerprint: 'f',
  name: 'deploy 1',
  summary: '',
  severity: null,
  labels: { a: 'b' },
  links: [{ href: 'h', text: 't' }],
  flags: [],
  origin: { topic: 'deploys', partition: 0, offset: 7 },
  alert: null,
  deploy: {
    deployId: 'd',
    version: '1',
    previousVersion: null,
    status: 'succeeded',
    actor: 'me',
    commit: null,
    repository: null,
    description: null,
  },
  log: null,
  configChange: null,
};
const entries: LogEntry[] = [
  { type: 'signal', signal },
  { type: 'tick', tick: { at: 5 } },
  { type: 'policy', activated: { version: 'v', content: '{}' } },
  { type: 'catalog', activated: { version: 'v', content: '{}' } },
];
const envelope = {
  eventId: 'e',
  streamId: 's',
  version: 1,
  globalPosition: 9,
  tenant: 't',
  environment: 'p',
  scope: 's',
  occurredAt: 1,
  recordedAt: 2,
  metadata: { actor: 'engine', causationId: 'c', correlationId: 'c', policyVersion: null },
};
const incidentEvent: IncidentEvent = { ...envelope, type: 'NoteAdded', data: { text: 'hello' } };
const postmortemEvent: PostmortemEvent = {
  ...envelope,
  type: 'PostmortemDrafted',
  data: { incidentId: 'i', incidentVersion: 3, reason: 'resolved', title: 'T', sections: [] },
};

describe('record codecs', () => {
  it.each(entries)('write and read a log entry: $type', async (entry) => {
    await wire.signals.ready();
    expect(wire.signals.decode(wire.signals.encode(entry))).toEqual(entry);
  });

  it('write and read events with their payload beside the type', async () => {
    await wire.incidentEvents.ready();
    await wire.postmortems.ready();
    expect(wire.incidentEvents.decode(wire.incidentEvents.encode(incidentEvent))).toEqual(incidentEvent);
    expect(wire.postmortems.decode(wire.postmortems.encode(postmortemEvent))).toEqual(postmortemEvent);
  });

  it('refuse to write before they know their id, and what is not of the schema', async () => {
    const fresh = createWire(registry, 'p.');
    expect(() => fresh.signals.encode(entries[1]!)).toThrow(expect.objectContaining({ code: 'not-ready' }));
    await fresh.signals.ready();
    const wrong = { type: 'tick', tick: { at: 'noon' } } as unknown as LogEntry;
    expect(() => fresh.signals.encode(wrong)).toThrow(
      expect.objectContaining({ code: 'unencodable', retriable: false }),
    );
  });

  it('refuse to read what is not framed, or of a schema that cannot be resolved', () => {
    expect(() => wire.signals.decode(null)).toThrow(expect.objectContaining({ code: 'not-framed' }));
    expect(() => wire.signals.decode(Buffer.from('{}'))).toThrow(
      expect.objectContaining({ code: 'not-framed' }),
    );
    const other = frame(1, Buffer.alloc(2));
    expect(() => wire.signals.decode(other)).toThrow(expect.objectContaining({ code: 'undecodable' }));
    const tick = avro.Type.forSchema('long').toBuffer(1);
    const cut = frame(topicKeys.indexOf('signals') + 1, tick);
    expect(() => wire.signals.decode(cut)).toThrow(
      expect.objectContaining({ code: 'undecodable', retriable: false }),
    );
  });
});
