import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type EventStore,
  type LoggedEvent,
  type LogPage,
  type Position,
  startOfLog,
  type StoredEvent,
  Upcasters,
} from '@throughline/event-store-port';
import { eventId } from '@throughline/identity';
import { gate } from './gate.js';
import { type EventStoreHarness } from './harness.js';
import { type SampleFact, sampleEvent, sampleEvents, sampleStream } from './sample-events.js';

/** The specification of an event store. `open` gives an empty one for each test. */
export function describeEventStore<Tx>(name: string, open: () => Promise<EventStoreHarness<Tx>>): void {
  let harness: EventStoreHarness<Tx>;
  let store: EventStore<Tx>;
  const [a, b] = [sampleStream('a'), sampleStream('b')];

  const append = (streamId: string, expected: number, ...texts: string[]) =>
    store.append(streamId, 'incident', expected, sampleEvents(...texts));
  const texts = (events: readonly StoredEvent<SampleFact>[]) => events.map(({ data }) => data.text);
  const read = async (streamId: string) => texts(await store.readStream<SampleFact>(streamId));
  const logged = (events: readonly LoggedEvent<SampleFact>[]) => texts(events.map(({ event }) => event));

  /** The whole log by pages, once it shows `count` events. */
  const readLog = (count: number, page: LogPage) =>
    harness.until(async () => {
      const events: LoggedEvent<SampleFact>[] = [];
      let after: Position = startOfLog;
      for (;;) {
        const next = await store.readAll<SampleFact>(after, page);
        events.push(...next);
        if (next.length < page.limit) return events.length >= count ? events : undefined;
        after = next.at(-1)!.position;
      }
    });

  describe(`${name} as an event store`, () => {
    beforeEach(async () => {
      harness = await open();
      store = harness.open();
    });
    afterEach(() => harness.close());

    describe('append', () => {
      it('starts a stream and goes on with it, without gaps', async () => {
        await append(a, 0, 'one', 'two');
        await append(a, 2, 'three');
        const events = await store.readStream<SampleFact>(a);
        expect(texts(events)).toEqual(['one', 'two', 'three']);
        expect(events.map(({ version }) => version)).toEqual([1, 2, 3]);
      });

      it('returns the events as they will be read', async () => {
        const appended = await append(a, 0, 'one', 'two');
        expect(await store.readStream(a)).toEqual(appended);
        expect(appended[0]).toEqual({
          ...sampleEvent('one'),
          eventId: eventId(a, 1),
          streamId: a,
          version: 1,
          globalPosition: expect.any(Number) as unknown,
        });
        expect(appended[1]!.globalPosition).toBeGreaterThan(appended[0]!.globalPosition);
      });

      it('keeps any text and number', async () => {
        const text = 'ünï "quoted" \\ {a,b} \n\t 🚨 null';
        const data = {
          text,
          nested: [0.1, -1e-7, 9_007_199_254_740_991, null, true, { '': [] }],
          __proto__x: 1,
        };
        await store.append(a, 'incident', 0, [{ ...sampleEvent(''), data }]);
        expect((await store.readStream<SampleFact>(a))[0]!.data).toEqual(data);
      });

      it.each([
        ['must not exist, but does', 2, 0],
        ['has moved on', 2, 1],
        ['is not there yet', 2, 3],
        ['does not exist', 0, 1],
      ])('refuses a stream that %s, and writes nothing', async (_, actual, expected) => {
        if (actual > 0) await append(a, 0, 'one', 'two');
        await expect(append(a, expected, 'other')).rejects.toMatchObject({
          code: 'wrong-expected-version',
          streamId: a,
          expected,
          actual,
        });
        expect(await read(a)).toHaveLength(actual);
      });

      it('writes nothing for no events', async () => {
        expect(await append(a, 7)).toEqual([]);
        expect(await read(a)).toEqual([]);
      });

      it('lets exactly one of many writers win each version', async () => {
        const outcomes = await Promise.allSettled(
          ['one', 'two', 'three', 'four', 'five', 'six'].map((text) => append(a, 0, text)),
        );
        const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
        expect(refused).toHaveLength(5);
        for (const { reason } of refused)
          expect(reason).toMatchObject({ code: 'wrong-expected-version', expected: 0, actual: 1 });
        expect(await read(a)).toHaveLength(1);
      });

      it('loses nothing when writers try again on what they read', async () => {
        const write = async (text: string): Promise<void> => {
          const { length } = await store.readStream(a);
          await append(a, length, text).catch((error: unknown) => {
            expect(error).toMatchObject({ code: 'wrong-expected-version' });
            return write(text);
          });
        };
        const all = ['1', '2', '3', '4', '5', '6', '7', '8'];
        await Promise.all(all.map(write));
        const events = await store.readStream<SampleFact>(a);
        expect(texts(events).sort()).toEqual(all);
        expect(events.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      });
    });

    describe('a repeated append', () => {
      it('succeeds, returns what is stored and writes nothing', async () => {
        const first = await append(a, 0, 'one', 'two');
        expect(await append(a, 0, 'one', 'two')).toEqual(first);
        expect(await read(a)).toEqual(['one', 'two']);
      });

      it('is recognised after the stream has moved on', async () => {
        const first = await append(a, 0, 'one');
        await append(a, 1, 'two');
        expect(await append(a, 0, 'one')).toEqual(first);
        expect(await read(a)).toEqual(['one', 'two']);
      });

      it.each([
        ['other content', ['one', 'other']],
        ['one event more', ['one', 'two', 'three']],
      ])('is a conflict with %s', async (_, events) => {
        await append(a, 0, 'one', 'two');
        await expect(append(a, 0, ...events)).rejects.toMatchObject({
          code: 'wrong-expected-version',
          actual: 2,
        });
        expect(await read(a)).toEqual(['one', 'two']);
      });

      it('is a conflict when anything but the data differs', async () => {
        await append(a, 0, 'one');
        const event = sampleEvent('one');
        const others = [
          { ...event, recordedAt: event.recordedAt + 1 },
          { ...event, tenant: 'other' },
          { ...event, metadata: { ...event.metadata, causationId: 'other' } },
          { ...event, type: 'OtherHappened' },
        ];
        for (const other of others) {
          await expect(store.append(a, 'incident', 0, [other])).rejects.toMatchObject({
            code: 'wrong-expected-version',
          });
        }
        await expect(store.append(a, 'postmortem', 0, [event])).rejects.toMatchObject({
          code: 'wrong-expected-version',
        });
      });
    });

    describe('appendMany', () => {
      const batch = (streamId: string, expectedVersion: number, ...words: string[]) => ({
        streamId,
        category: 'incident' as const,
        expectedVersion,
        events: sampleEvents(...words),
      });

      it('appends to many streams, to one of them twice, in the order given', async () => {
        const appended = await store.appendMany([batch(b, 0, '1'), batch(a, 0, '2', '3'), batch(b, 1, '4')]);
        expect(texts(appended)).toEqual(['1', '2', '3', '4']);
        expect([await read(a), await read(b)]).toEqual([
          ['2', '3'],
          ['1', '4'],
        ]);
        expect(logged(await readLog(4, { limit: 100 }))).toEqual(['1', '2', '3', '4']);
      });

      it('is all or nothing', async () => {
        await append(b, 0, 'there');
        await expect(store.appendMany([batch(a, 0, '1'), batch(b, 0, '2')])).rejects.toMatchObject({
          code: 'wrong-expected-version',
          streamId: b,
          actual: 1,
        });
        await expect(store.appendMany([batch(a, 0, '1'), batch(a, 0, '2')])).rejects.toMatchObject({
          code: 'wrong-expected-version',
          streamId: a,
        });
        expect(await read(a)).toEqual([]);
      });

      it('takes repetitions and new events in one call', async () => {
        await append(a, 0, '1');
        const appended = await store.appendMany([batch(b, 0, '0'), batch(a, 0, '1'), batch(a, 1, '2')]);
        expect(texts(appended)).toEqual(['0', '1', '2']);
        expect(appended.slice(1)).toEqual(await store.readStream(a));
      });

      it('takes thousands', async () => {
        const streams = Array.from({ length: 300 }, (_, index) => sampleStream('many', String(index)));
        const words = Array.from({ length: 10 }, (_, index) => String(index));
        await store.appendMany(streams.map((streamId) => batch(streamId, 0, ...words)));
        expect(await readLog(3000, { limit: 1000 })).toHaveLength(3000);
        expect(await read(streams[299]!)).toEqual(words);
      });

      it('does nothing when there is nothing', async () => {
        expect(await store.appendMany([])).toEqual([]);
      });
    });

    describe('a transaction', () => {
      it('shows its events to itself at once and to others when it commits', async () => {
        await harness.transaction(async (tx) => {
          await store.append(a, 'incident', 0, sampleEvents('one'), tx);
          await store.append(a, 'incident', 1, sampleEvents('two'), tx);
          expect(texts(await store.readStream<SampleFact>(a, {}, tx))).toEqual(['one', 'two']);
          expect(await read(a)).toEqual([]);
        });
        expect(await read(a)).toEqual(['one', 'two']);
      });

      it('leaves nothing when it is rolled back, and the versions are free again', async () => {
        const undone = harness.transaction(async (tx) => {
          await store.append(a, 'incident', 0, sampleEvents('lost'), tx);
          throw new Error('no');
        });
        await expect(undone).rejects.toThrow('no');
        expect(await read(a)).toEqual([]);
        await append(a, 0, 'kept');
        expect(logged(await readLog(1, { limit: 10 }))).toEqual(['kept']);
      });

      it('can go on after a refused append, without any event of it', async () => {
        await append(b, 0, 'there');
        await harness.transaction(async (tx) => {
          const refused = store.appendMany(
            [
              { streamId: a, category: 'incident', expectedVersion: 0, events: sampleEvents('half') },
              { streamId: b, category: 'incident', expectedVersion: 0, events: sampleEvents('refused') },
            ],
            tx,
          );
          await expect(refused).rejects.toMatchObject({ code: 'wrong-expected-version' });
          await store.append(a, 'incident', 0, sampleEvents('whole'), tx);
        });
        expect([await read(a), await read(b)]).toEqual([['whole'], ['there']]);
      });
    });

    describe('readStream', () => {
      it('reads nothing of a stream that does not exist', async () => {
        expect(await store.readStream(a)).toEqual([]);
      });

      it('reads a range, both ends included, and no more than asked for', async () => {
        await append(a, 0, '1', '2', '3', '4', '5');
        await append(b, 0, 'other');
        const range = async (
          ...[options]: Parameters<EventStore['readStream']> extends [string, ...infer R] ? R : never
        ) => texts(await store.readStream<SampleFact>(a, options));
        expect(await range({ fromVersion: 4 })).toEqual(['4', '5']);
        expect(await range({ toVersion: 2 })).toEqual(['1', '2']);
        expect(await range({ fromVersion: 2, toVersion: 4 })).toEqual(['2', '3', '4']);
        expect(await range({ fromVersion: 2, maxCount: 2 })).toEqual(['2', '3']);
        expect(await range({ fromVersion: 6 })).toEqual([]);
      });
    });

    describe('readAll', () => {
      it('pages through all streams in order, each event once', async () => {
        await append(a, 0, '1', '2');
        await append(b, 0, '3');
        await append(a, 2, '4', '5');
        const all = ['1', '2', '3', '4', '5'];
        for (const limit of [1, 2, 5, 100]) expect(logged(await readLog(5, { limit }))).toEqual(all);
      });

      it('reads one category alone when asked to', async () => {
        await append(a, 0, 'incident 1');
        await store.append(b, 'postmortem', 0, sampleEvents('post-mortem 1'));
        await append(a, 1, 'incident 2');
        const one = await readLog(1, { category: 'postmortem', limit: 1 });
        expect(one.map(({ category, event }) => [category, event.data.text])).toEqual([
          ['postmortem', 'post-mortem 1'],
        ]);
        expect(logged(await readLog(2, { category: 'incident', limit: 1 }))).toEqual([
          'incident 1',
          'incident 2',
        ]);
        expect(logged(await readLog(3, { limit: 2 }))).toEqual(['incident 1', 'post-mortem 1', 'incident 2']);
      });

      it('shows nothing that a transaction which commits late would come before', async () => {
        const [begun, finished] = [gate(), gate()];
        const slow = harness.transaction(async (tx) => {
          await store.append(a, 'incident', 0, sampleEvents('slow'), tx);
          begun.open();
          await finished.opened;
        });
        await begun.opened;
        await append(b, 0, 'fast');
        expect(await store.readAll(startOfLog, { limit: 10 })).toEqual([]);
        finished.open();
        await slow;
        expect(logged(await readLog(2, { limit: 10 }))).toEqual(['slow', 'fast']);
      });

      it('has no age when nobody writes', async () => {
        await harness.until(async () => ((await store.horizonAge()) === 0 ? true : undefined));
      });
    });

    describe('upcasters', () => {
      const renamed = new Upcasters([
        {
          type: 'SampleHappened',
          fromSchemaVersion: 1,
          upcast: (data) => ({ words: (data as { text: string }).text }),
        },
        {
          type: 'SampleHappened',
          fromSchemaVersion: 2,
          upcast: (data) => ({ words: (data as { words: string }).words.split(' ') }),
        },
      ]);

      it('give every reader the newest shape of what older code wrote', async () => {
        await append(a, 0, 'old words');
        const newer = harness.open(renamed);
        expect((await newer.readStream(a))[0]!.data).toEqual({ words: ['old', 'words'] });
        const [first] = await harness.until(async () => {
          const events = await newer.readAll(startOfLog, { limit: 1 });
          return events.length === 1 ? events : undefined;
        });
        expect(first!.event.data).toEqual({ words: ['old', 'words'] });
      });

      it('leave what is written in the newest shape as it is', async () => {
        const newer = harness.open(renamed);
        const event = { ...sampleEvent(''), data: { words: ['new'] } };
        const appended = await newer.append(a, 'incident', 0, [event]);
        expect(appended[0]!.data).toEqual({ words: ['new'] });
        expect(await newer.readStream(a)).toEqual(appended);
      });

      it('let older code refuse what newer code wrote', async () => {
        await harness.open(renamed).append(a, 'incident', 0, [{ ...sampleEvent(''), data: { words: [] } }]);
        await expect(store.readStream(a)).rejects.toMatchObject({ code: 'unknown-schema-version' });
      });
    });
  });
}
