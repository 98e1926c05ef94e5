import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { emptyCatalog } from '@throughline/catalog';
import { type IncidentFact, type PostmortemFact } from '@throughline/contracts';
import { PostgresEventStore } from '@throughline/event-store-postgres';
import { eventId, postmortemId } from '@throughline/identity';
import { createPool, inTransaction } from '@throughline/storage';
import { type TestScope, useTestScope } from '@throughline/testing';
import { type Pool } from 'pg';
import { getPostmortem } from '../documents/document-store.js';
import { incident, joined, late, newEvents, opened, reopened, resolved } from '../incident.fixture.spec.js';
import { draftOnDemand, Drafts, type IncidentNews } from './drafts.js';

let scope: TestScope;
let pool: Pool;
let store: PostgresEventStore;
let drafts: Drafts;

beforeAll(async () => {
  scope = await useTestScope();
  pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'drafts-test' });
  store = new PostgresEventStore(pool);
  drafts = new Drafts({ pool, store, catalog: emptyCatalog });
});

afterAll(async () => {
  await pool.end();
  await scope.cleanup();
});

const happens = (id: string, version: number, ...facts: readonly IncidentFact[]): Promise<unknown> =>
  store.append(id, 'incident', version, newEvents(facts, version));
const hears = (...news: readonly IncidentNews[]): Promise<readonly { readonly type: string }[]> =>
  inTransaction(pool, (tx) => drafts.draftDue(tx, news));
const history = (id: string) => store.readStream<PostmortemFact>(postmortemId(id, 1));
const document = (id: string) => getPostmortem(pool, 'acme', id);

describe('drafting', () => {
  it('opens a document when the incident resolves, in the stream and in the row', async () => {
    const id = incident('resolves');
    await happens(id, 0, opened, joined, resolved);
    await hears({ incidentId: id, version: 3, ended: true });

    const events = await history(id);
    expect(events).toMatchObject([
      {
        type: 'PostmortemDrafted',
        version: 1,
        tenant: 'acme',
        data: { incidentId: id, incidentVersion: 3, reason: 'resolved' },
      },
    ]);
    expect(await document(id)).toMatchObject({
      id: postmortemId(id, 1),
      version: 1,
      incidentVersion: 3,
      status: 'draft',
      sections: events[0]!.data.sections,
    });
    const cited = events[0]!.data.sections.flatMap((section) =>
      section.sentences.flatMap((sentence) => sentence.citations),
    );
    expect(new Set(cited)).toEqual(new Set([1, 2, 3].map((version) => eventId(id, version))));
  });

  it('does nothing for an open incident, nor when the same news comes again', async () => {
    const id = incident('again');
    await happens(id, 0, opened, joined);
    expect(await hears({ incidentId: id, version: 2, ended: false })).toEqual([]);
    await happens(id, 2, resolved);
    expect(await hears({ incidentId: id, version: 3, ended: true })).toHaveLength(1);
    expect(await hears({ incidentId: id, version: 3, ended: true })).toEqual([]);
    expect(await history(id)).toHaveLength(1);
  });

  it('drafts anew when late evidence comes, and when it was reopened and resolved again', async () => {
    const id = incident('moves on');
    await happens(id, 0, opened, resolved);
    await hears({ incidentId: id, version: 2, ended: true });
    await happens(id, 2, late);
    await hears({ incidentId: id, version: 3, ended: false });
    await happens(id, 3, reopened, joined);
    await hears({ incidentId: id, version: 5, ended: false });
    await happens(id, 5, resolved);
    await hears({ incidentId: id, version: 6, ended: true });

    const told = (await history(id)).map(({ type, data }) => [type, data.incidentVersion, data.reason]);
    expect(told).toEqual([
      ['PostmortemDrafted', 2, 'resolved'],
      ['PostmortemRedrafted', 3, 'late evidence'],
      ['PostmortemRedrafted', 6, 'resolved again'],
    ]);
    expect(await document(id)).toMatchObject({ version: 3, incidentVersion: 6, reason: 'resolved again' });
  });

  it('knows the incident only up to the news', async () => {
    const id = incident('up to');
    await happens(id, 0, opened, resolved, late);
    await hears({ incidentId: id, version: 2, ended: true });
    expect(await document(id)).toMatchObject({ incidentVersion: 2 });
  });

  it('leaves nothing when the transaction fails', async () => {
    const id = incident('fails');
    await happens(id, 0, opened, resolved);
    const failing = inTransaction(pool, async (tx) => {
      await drafts.draftDue(tx, [{ incidentId: id, version: 2, ended: true }]);
      throw new Error('later step failed');
    });
    await expect(failing).rejects.toThrow('later step failed');
    expect(await history(id)).toEqual([]);
    expect(await document(id)).toBeNull();
  });

  it('drafts on demand for an incident that is open, and once for each version of it', async () => {
    const id = incident('on demand');
    await happens(id, 0, opened);
    const first = await drafts.draftOnDemand('acme', id);
    expect(first).toMatchObject({ version: 1, incidentVersion: 1, reason: 'on demand' });
    expect(await drafts.draftOnDemand('acme', id)).toEqual(first);
    expect(await draftOnDemand({ pool, store, catalog: emptyCatalog }, 'acme', id)).toEqual(first);
    await happens(id, 1, joined, resolved);
    await hears({ incidentId: id, version: 3, ended: true });
    expect(await document(id)).toMatchObject({ version: 2, incidentVersion: 3, reason: 'resolved' });
  });

  it('drafts on demand for its own tenant only', async () => {
    const id = incident('of acme');
    await happens(id, 0, opened);
    expect(await drafts.draftOnDemand('globex', id)).toBeNull();
    expect(await drafts.draftOnDemand('acme', incident('never seen'))).toBeNull();
    expect(await history(id)).toEqual([]);
    await drafts.draftOnDemand('acme', id);
    expect(await getPostmortem(pool, 'globex', id)).toBeNull();
  });

  it('lets many who draft the same incident at once make one draft', async () => {
    const id = incident('race');
    await happens(id, 0, opened, resolved);
    const news = { incidentId: id, version: 2, ended: true };
    await Promise.all([
      hears(news),
      drafts.draftOnDemand('acme', id),
      hears(news),
      drafts.draftOnDemand('acme', id),
    ]);
    expect(await history(id)).toHaveLength(1);
  });

  it('takes a batch of many incidents in one transaction', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => incident(`batch ${index}`));
    for (const id of ids) await happens(id, 0, opened, resolved);
    const appended = await hears(...ids.map((incidentId) => ({ incidentId, version: 2, ended: true })));
    expect(appended).toHaveLength(20);
  });
});
