import {
  type EventEnvelope,
  type IncidentEvent,
  type IncidentEventRecord,
  type PostmortemEvent,
  type PostmortemEventRecord,
} from '@throughline/contracts';
import { unwrap, wrap } from './branch.js';
import { type Shape } from './record-codec.js';

interface StoredEvent extends EventEnvelope {
  readonly type: string;
  readonly data: object;
}

const envelopeOf = (event: StoredEvent): EventEnvelope => ({
  eventId: event.eventId,
  streamId: event.streamId,
  version: event.version,
  globalPosition: event.globalPosition,
  tenant: event.tenant,
  environment: event.environment,
  scope: event.scope,
  occurredAt: event.occurredAt,
  recordedAt: event.recordedAt,
  metadata: event.metadata,
});

/** Events: the payload beside its type in the code, a union of records on the wire. */
function eventShape<Event extends StoredEvent, Wire extends StoredEvent>(): Shape<Event, Wire> {
  return {
    toWire: (event) =>
      ({ ...envelopeOf(event), type: event.type, data: wrap(event.type, event.data) }) as unknown as Wire,
    fromWire: (wire) => {
      const { name, value } = unwrap(wire.data);
      return { ...envelopeOf(wire), type: name, data: value } as unknown as Event;
    },
  };
}

export const incidentEventShape = eventShape<IncidentEvent, IncidentEventRecord>();
export const postmortemEventShape = eventShape<PostmortemEvent, PostmortemEventRecord>();
