import { type NewEvent } from '@throughline/event-store-port';
import { derivedId } from '@throughline/identity';

export type SampleFact = { readonly type: 'SampleHappened'; readonly data: { readonly text: string } };

/** A stream of its own for a test, by name. */
export const sampleStream = (...name: readonly string[]): string => derivedId('test-stream', ...name);

/** An event that says `text`. */
export const sampleEvent = (text: string): NewEvent<SampleFact> => ({
  type: 'SampleHappened',
  data: { text },
  metadata: { actor: 'engine', causationId: 'cause', correlationId: 'correlation', policyVersion: 'p1' },
  tenant: 'acme',
  environment: 'production',
  scope: 'acme/production',
  occurredAt: 1_700_000_000_123,
  recordedAt: 1_700_000_000_456,
});

export const sampleEvents = (...texts: readonly string[]): NewEvent<SampleFact>[] => texts.map(sampleEvent);
