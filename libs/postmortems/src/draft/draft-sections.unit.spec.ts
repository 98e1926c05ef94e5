import { describe, expect, it } from '@jest/globals';
import { type IncidentEvent } from '@throughline/contracts';
import fc from 'fast-check';
import { incidentStreams } from '../events.arbitrary.spec.js';
import { at, outage, shop } from '../outage.fixture.spec.js';
import { draftPostmortem, draftSections, type CitedSection } from './draft-sections.js';
import { sectionKeys } from './section.js';

const context = { catalog: shop };
const draftOf = (events: readonly IncidentEvent[]): readonly CitedSection[] => draftSections(events, context);
const section = (events: readonly IncidentEvent[], key: string): readonly string[] =>
  draftOf(events)
    .find((item) => item.key === key)!
    .sentences.map((sentence) => sentence.text);
const next = <Type extends IncidentEvent['type']>(
  events: readonly IncidentEvent[],
  type: Type,
  time: string,
  data: Extract<IncidentEvent, { type: Type }>['data'],
): readonly IncidentEvent[] => {
  const last = events.at(-1)!;
  const version = last.version + 1;
  return [
    ...events,
    { ...last, type, data, version, eventId: `event-${version}`, occurredAt: at(time) } as IncidentEvent,
  ];
};

describe('a draft, of whatever events', () => {
  it('has every section, in order', () => {
    fc.assert(
      fc.property(incidentStreams, (events) => {
        expect(draftOf(events).map((item) => item.key)).toEqual(sectionKeys);
      }),
      { numRuns: 30 },
    );
  });

  it('has no sentence without a citation, and none that dangles', () => {
    fc.assert(
      fc.property(incidentStreams, (events) => {
        const known = new Set(events.map((event) => event.eventId));
        const sentences = draftOf(events).flatMap((item) => item.sentences);
        expect(sentences.length).toBeGreaterThan(10);
        for (const { citations } of sentences) {
          expect(citations.length).toBeGreaterThan(0);
          expect(citations.filter((id) => !known.has(id))).toEqual([]);
        }
      }),
    );
  });

  it('is the same for the same events', () => {
    fc.assert(
      fc.property(incidentStreams, (events) => {
        const copy = JSON.parse(JSON.stringify(events)) as readonly IncidentEvent[];
        expect(draftPostmortem(copy, context)).toEqual(draftPostmortem(events, context));
      }),
    );
  });

  it('does not change the events that it reads', () => {
    fc.assert(
      fc.property(incidentStreams, (events) => {
        const before = JSON.stringify(events);
        draftOf(events);
        expect(JSON.stringify(events)).toBe(before);
      }),
      { numRuns: 30 },
    );
  });

  it('is one line of visible text a sentence, of bounded length', () => {
    fc.assert(
      fc.property(incidentStreams, (events) => {
        const { title, sections } = draftPostmortem(events, context);
        for (const text of [
          title,
          ...sections.flatMap((item) => item.sentences.map((sentence) => sentence.text)),
        ]) {
          expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          expect(text).not.toMatch(/NaN|undefined|\[object|Infinity/u);
          expect(text.length).toBeLessThan(2_500);
          expect(text.trim()).toBe(text);
        }
      }),
    );
  });

  it('names nobody in the analysis', () => {
    fc.assert(
      fc.property(incidentStreams, (events) => {
        for (const key of ['contributing-factors', 'action-items', 'summary'])
          for (const text of section(events, key)) expect(text).not.toMatch(/actor-(?:one|two|three)/u);
      }),
    );
  });
});

describe('the draft of the checkout outage', () => {
  it('puts the suspected deploy before the first alert, with its offset and who made it', () => {
    expect(section(outage, 'lead-up')[0]).toBe(
      '4 minutes 25 seconds before the first alert, at 14:02:10 UTC: deploy 4521 of checkout (v2.41.0) by sarah; suspect 1, strong (0.86).',
    );
  });

  it('keeps the impact interval apart from the response interval', () => {
    expect(section(outage, 'impact').slice(0, 2)).toEqual([
      'Symptoms lasted from 14:05 UTC to 14:28 UTC, 23 minutes; by then every alert was reported resolved.',
      'The response is another interval: from the detection at 14:06 UTC to the resolution at 14:43 UTC, 37 minutes.',
    ]);
  });

  it('begins the timeline before the first symptom, and folds what repeats', () => {
    const rows = section(outage, 'timeline');
    expect(rows[0]).toMatch(/^13:55:30 – Config change/u);
    expect(rows).toContain('14:15:50 – 6 repeats of checkout and frontend until 14:15:55.');
    expect([...rows].sort()).toEqual(rows);
  });

  it('says unknown where nothing says', () => {
    const early = outage.slice(0, 1);
    const timing = section(early, 'timing');
    expect(timing).toContain('Acknowledged: unknown; no event up to the last one says so.');
    expect(timing).toContain('Resolved: unknown; no event up to the last one says so.');
    expect(timing).toContain('Time to resolve: unknown.');
    expect(section(outage.slice(0, 5), 'impact')[0]).toMatch(/not all of them were reported over/u);
  });

  it('takes a reopened incident for unresolved', () => {
    const reopened = next(outage, 'IncidentReopened', '14:50:00', {
      by: 'engine',
      reason: 'it fires again',
      at: at('14:50:00'),
    });
    expect(section(reopened, 'timing')).toContain('Resolved: unknown; no event up to the last one says so.');
    expect(section(reopened, 'timing')).toContain('Reopened: 14:50:00 UTC, by Throughline (it fires again).');
  });

  it('gives each hypothesis what speaks against it, and claims no finding', () => {
    const factors = section(outage, 'contributing-factors');
    const hypotheses = factors.filter((text) => text.startsWith('Hypothesis'));
    expect(hypotheses).toHaveLength(3);
    expect(factors.filter((text) => text.startsWith('Against'))).toHaveLength(3);
    expect(factors.join(' ')).not.toMatch(/root cause|caused by|fault of/u);
  });

  it('counts the offset of a late signal, and the source to look at', () => {
    expect(section(outage, 'detection')).toContain('1 signal from loki came 4 minutes 15 seconds late.');
    expect(section(outage, 'action-items').join('\n')).toContain('find what delays loki');
  });

  it('leaves out what was moved to another incident', () => {
    const moved = outage.flatMap((event) =>
      event.type === 'SignalsCorrelated'
        ? event.data.members.filter((item) => item.service === 'mobile-bff').map((item) => item.signalId)
        : [],
    );
    const split = next(outage, 'IncidentSplit', '14:50:00', {
      newIncidentId: 'other',
      signalIds: moved,
      by: 'person',
    });
    expect(section(split, 'impact').join(' ')).not.toContain('mobile-bff');
  });

  it('says so when no change was found', () => {
    const bare = outage.filter((event) => event.type === 'IncidentOpened');
    expect(section(bare, 'lead-up')).toEqual([
      'The incident knows of no deploy or config change before its first symptom.',
    ]);
    expect(section(bare, 'contributing-factors')).toHaveLength(1);
  });

  it('refuses events that are no incident', () => {
    expect(() => draftPostmortem([], context)).toThrow(expect.objectContaining({ code: 'not-an-incident' }));
    expect(() => draftPostmortem(outage.slice(1), context)).toThrow(
      expect.objectContaining({ code: 'not-an-incident' }),
    );
  });

  it('folds the middle of an incident of very many services', () => {
    const template = outage[0]!;
    if (template.type !== 'IncidentOpened') throw new Error('unexpected fixture');
    const [one] = template.data.members;
    const many = Array.from({ length: 200 }, (_, index) => ({
      ...one!,
      signalId: `many-${index}`,
      service: `service-${index}`,
      occurredAt: one!.occurredAt + index * 1000,
    }));
    const rows = section([{ ...template, data: { ...template.data, members: many } }], 'timeline');
    expect(rows).toHaveLength(61);
    expect(rows.join('\n')).toMatch(/140 more log lines of 140 services until/u);
  });
});
