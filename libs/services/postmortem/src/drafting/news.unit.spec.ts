import { describe, expect, it } from '@jest/globals';
import { type IncidentEvent } from '@throughline/contracts';
import { eventId } from '@throughline/identity';
import { incident, joined, newEvents, opened, resolved } from '../incident.fixture.spec.js';
import { newsOf } from './news.js';

const stream = (
  streamId: string,
  facts: Parameters<typeof newEvents>[0],
  from = 1,
): readonly IncidentEvent[] =>
  newEvents(facts).map((event, index) => {
    const version = from + index;
    return { ...event, streamId, version, eventId: eventId(streamId, version), globalPosition: version };
  });

describe('the news of a batch', () => {
  it('is one entry an incident: its last version, and whether it ended', () => {
    const [one, other] = [incident('one'), incident('other')];
    const first = stream(one, [opened, joined, resolved]);
    const second = stream(other, [opened, joined]);
    const interleaved = [first[0]!, second[0]!, first[1]!, second[1]!, first[2]!];
    expect(newsOf(interleaved)).toEqual([
      { incidentId: one, version: 3, ended: true },
      { incidentId: other, version: 2, ended: false },
    ]);
  });

  it('does not go back when an event is delivered again', () => {
    const events = stream(incident('one'), [opened, resolved, joined]);
    expect(newsOf([...events, events[0]!])).toEqual([
      { incidentId: incident('one'), version: 3, ended: true },
    ]);
  });

  it('is nothing for an empty batch', () => {
    expect(newsOf([])).toEqual([]);
  });
});
