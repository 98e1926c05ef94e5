import { type IncidentEvent, type PostmortemEvent } from '@throughline/contracts';
import { type Category } from '@throughline/event-store-port';
import { type Publish } from '@throughline/event-store-relay';
import { type Outputs } from '@throughline/kafka-client';
import { type Wire } from '@throughline/kafka-wire';

/** Each category's events to its topic, Avro-framed, keyed by their stream. */
export function relayOutputs(
  outputs: Outputs<'incidentEvents' | 'postmortems'>,
  wire: Wire,
  onPublished: (category: Category, events: number) => void,
): Readonly<Record<Category, Publish>> {
  return {
    incident: async (records) => {
      await wire.incidentEvents.ready();
      await outputs.incidentEvents.send(
        records.map(({ key, value }) => ({ key, value: wire.incidentEvents.encode(value as IncidentEvent) })),
      );
      onPublished('incident', records.length);
    },
    postmortem: async (records) => {
      await wire.postmortems.ready();
      await outputs.postmortems.send(
        records.map(({ key, value }) => ({ key, value: wire.postmortems.encode(value as PostmortemEvent) })),
      );
      onPublished('postmortem', records.length);
    },
  };
}
