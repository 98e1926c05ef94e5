import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import {
  composeServices,
  createLogger,
  loadConfig,
  requireServers,
  type ServerConfig,
  type ServiceHandle,
  type ServiceModule,
} from '@throughline/platform';
import { createPool, inTransaction } from '@throughline/storage';
import { type TestScope, useTestScope } from '@throughline/testing';
import fc from 'fast-check';
import request from 'supertest';
import { ApiModule } from './api.module.js';
import { operations } from './openapi/operations.js';
import { DRAFT_ON_DEMAND, type DraftOnDemand } from './postmortem/draft-on-demand.js';
import { departures } from './testing/answers.spec-support.js';
import { seed } from './testing/seed.spec-support.js';
import { document, foreign, idOfSignal, openOnes, resolved, t0 } from './testing/story.spec-support.js';

const key = 'tl_key-of-the-test';
let scope: TestScope;
let handle: ServiceHandle;

const configOf = (databaseUrl: string): ServerConfig =>
  requireServers(
    loadConfig({
      THROUGHLINE_KAFKA_BROKERS: scope.brokers,
      THROUGHLINE_REGISTRY_URL: scope.registryUrl,
      THROUGHLINE_DATABASE_URL: databaseUrl,
      THROUGHLINE_API_KEY: key,
    }),
  );

const boot = (databaseUrl: string, ...more: ServiceModule[]): Promise<ServiceHandle> => {
  const config = configOf(databaseUrl);
  return composeServices([ApiModule.register(config, { queryTimeoutMs: 300 }), ...more], {
    config,
    port: 0,
    host: '127.0.0.1',
    logger: createLogger({ level: 'silent', service: 'test' }),
  });
};

beforeAll(async () => {
  scope = await useTestScope();
  await seed(scope.databaseUrl);
  handle = await boot(scope.databaseUrl);
});

afterAll(async () => {
  await handle.close();
  await scope.cleanup();
});

const server = (at = handle) => request(at.app.getHttpServer() as never);
const get = (path: string, at = handle) => server(at).get(path).set('Authorization', `Bearer ${key}`);

interface PageBody {
  readonly items: readonly Record<string, unknown>[];
  readonly next: string | null;
}

const pageOf = ({ body }: { readonly body: unknown }): PageBody => body as PageBody;
const idsOf = (answer: { readonly body: unknown }) => pageOf(answer).items.map(({ id }) => id);

const examples: Readonly<Record<string, string>> = {
  listIncidents: '/v1/incidents',
  getIncident: `/v1/incidents/${resolved.id}`,
  getIncidentTimeline: `/v1/incidents/${resolved.id}/timeline`,
  listIncidentSignals: `/v1/incidents/${resolved.id}/signals`,
  listIncidentEvents: `/v1/incidents/${resolved.id}/events`,
  listIncidentChanges: `/v1/incidents/${resolved.id}/changes`,
  getIncidentPostmortem: `/v1/incidents/${resolved.id}/postmortem`,
  getSignal: `/v1/signals/${idOfSignal('a')}`,
  listServices: '/v1/services',
  getLiveness: '/health/live',
  getReadiness: '/health/ready',
  getMetrics: '/metrics',
  getOpenApi: '/openapi.json',
};

const secured = operations.filter((operation) => operation.secured);
const ofIncident = operations.filter(({ path }) => path.includes('{incidentId}'));
const nobody = '00000000-0000-4000-8000-000000000000';

describe('every operation', () => {
  it.each(operations)('$id answers as the document says', async ({ id }) => {
    const answer = await get(examples[id]!).expect(200);
    expect(departures(id, answer)).toEqual([]);
  });

  it.each(secured)('$id wants a key, and the right one', async ({ id }) => {
    const without = await server().get(examples[id]!).expect(401);
    expect(without.headers['www-authenticate']).toBe('Bearer realm="throughline"');
    expect(departures(id, without)).toEqual([]);
    const wrong = await server().get(examples[id]!).set('Authorization', 'Bearer wrong').expect(401);
    expect(wrong.headers['www-authenticate']).toContain('invalid_token');
    await server().get(`${examples[id]!}?key=${key}`).expect(401);
  });

  it.each(operations.filter((operation) => !operation.secured))('$id is open', async ({ id }) => {
    await server().get(examples[id]!).expect(200);
  });

  it.each(secured)('$id refuses what it does not know', async ({ id }) => {
    const answer = await get(`${examples[id]!}?nonsense=1`).expect(400);
    expect(answer.body).toMatchObject({
      type: 'urn:throughline:problem:invalid-request',
      errors: [{ in: 'query', field: 'nonsense' }],
    });
    expect(departures(id, answer)).toEqual([]);
  });

  it.each(secured)('$id refuses an Accept that nothing satisfies', async ({ id }) => {
    const answer = await get(examples[id]!).set('Accept', 'image/png').expect(406);
    expect(departures(id, answer)).toEqual([]);
  });

  it.each(operations)('$id has no other methods', async ({ id }) => {
    for (const method of ['post', 'put', 'patch', 'delete'] as const) {
      const answer = await server()[method](examples[id]!).expect(405);
      expect(answer.headers.allow).toBe('GET, HEAD');
    }
    await server().head(examples[id]!).set('Authorization', `Bearer ${key}`).expect(200);
  });

  it.each(ofIncident)(
    '$id tells nothing of an incident of another tenant, or of none',
    async ({ id, path }) => {
      for (const incident of [foreign.id, nobody, 'nonsense', '%00', '..%2f..', "'--", '💥']) {
        const answer = await get(path.replace('{incidentId}', encodeURI(incident))).expect(404);
        expect(departures(id, answer)).toEqual([]);
      }
    },
  );

  it.each(operations.filter(({ conditional }) => conditional))(
    '$id has an ETag that spares a second transfer',
    async ({ id }) => {
      const first = await get(examples[id]!).expect(200);
      expect(first.headers.etag).toMatch(/^"\d+-\d+\w*"$/);
      const second = await get(examples[id]!)
        .set('If-None-Match', `"other", ${first.headers.etag!}`)
        .expect(304);
      expect(departures(id, second)).toEqual([]);
      await get(examples[id]!).set('If-None-Match', '"0-0"').expect(200);
    },
  );
});

describe('the check against the document', () => {
  it('finds a field too many, one too few, a wrong type and a status that is not documented', async () => {
    const answer = await get(examples.listIncidents!).expect(200);
    const page = answer.body as { items: Record<string, unknown>[]; next: null };
    const [first, ...rest] = page.items;
    const { title: _, ...untitled } = first!;
    const altered = (item: object) => ({
      status: 200,
      headers: answer.headers as Record<string, string>,
      body: null,
      text: JSON.stringify({ items: [item, ...rest], next: null }),
    });
    expect(departures('listIncidents', altered(first!))).toEqual([]);
    for (const item of [
      { ...first, more: 1 },
      untitled,
      { ...first, version: 'one' },
      { ...first, openedAt: 5 },
    ])
      expect(departures('listIncidents', altered(item))).not.toEqual([]);
    expect(departures('listIncidents', { ...altered(first!), status: 418 })).not.toEqual([]);
  });
});

describe('lists', () => {
  it('come in pages that together have everything once', async () => {
    const seen: string[] = [];
    let path = '/v1/incidents?limit=3';
    for (;;) {
      const { items, next } = pageOf(await get(path).expect(200));
      seen.push(...items.map(({ id }) => String(id)));
      if (next === null) break;
      path = `/v1/incidents?limit=3&cursor=${next}`;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.sort()).toEqual([resolved.id, ...openOnes.map(({ id }) => id)].sort());
  });

  it('refuse the cursor of another question', async () => {
    const { next } = pageOf(await get('/v1/incidents?limit=1').expect(200));
    const answer = await get(`/v1/incidents?limit=1&status=open&cursor=${next!}`).expect(400);
    expect(answer.body).toMatchObject({ errors: [{ in: 'query', field: 'cursor' }] });
  });

  it('refuse a span of time that ends before it begins', async () => {
    await get('/v1/incidents?from=2026-02-01&to=2026-01-01').expect(400);
  });

  it.each([
    ['status=resolved', [resolved.id]],
    ['status=open,resolved&severity=critical', [resolved.id]],
    ['service=payments', [resolved.id]],
    ['q=error+payments', [resolved.id]],
    ['environment=nowhere', []],
    [`from=${new Date(t0 + 7 * 60_000).toISOString()}`, [openOnes[6]!.id]],
    [`to=${t0 + 1}`, [resolved.id]],
    ['sort=openedAt&limit=2', [resolved.id, openOnes[0]!.id]],
    ['sort=-severity&limit=1', [resolved.id]],
  ])('filter and order: %s', async (search, ids) => {
    expect(idsOf(await get(`/v1/incidents?${search}`).expect(200))).toEqual(ids);
  });

  it('refuse forged cursors of their own, and nothing worse', async () => {
    const lists = [
      '/v1/incidents',
      '/v1/services',
      ...['timeline', 'signals', 'events'].map((list) => `/v1/incidents/${resolved.id}/${list}`),
    ];
    const forged = [
      [1e300, resolved.id],
      [-1e300, resolved.id],
      [8.63e15, resolved.id],
      [-8.63e15, resolved.id],
      [1e300, 1, 1],
      [1, 1e300, 0.5],
      [1, -1, -1],
      [1e300],
      [-5],
      [0.5],
      ['a', 'b'],
      ['a\u0000', 'b'],
      [],
    ];
    for (const list of lists) {
      const next = pageOf(await get(`${list}?limit=1`).expect(200)).next!;
      for (const place of forged) {
        const inner = Buffer.from(JSON.stringify(place)).toString('base64url');
        const answer = await get(`${list}?limit=1&cursor=${next.split('.')[0]!}.${inner}`);
        expect({ list, place, below500: answer.status < 500 }).toEqual({ list, place, below500: true });
      }
    }
  });
});

describe('an incident as it was known at a moment', () => {
  it('has what had been decided by then', async () => {
    const then = new Date(t0 + 1_600).toISOString();
    const incident = await get(`/v1/incidents/${resolved.id}?asOf=${then}`).expect(200);
    expect(incident.body).toMatchObject({ version: 2, status: 'open', counts: { alerts: 3, late: 0 } });
    expect(departures('getIncident', incident)).toEqual([]);
    const timeline = await get(`/v1/incidents/${resolved.id}/timeline?asOf=${then}&kinds=opened,late`).expect(
      200,
    );
    expect(pageOf(timeline).items.map(({ kind }) => kind)).toEqual(['opened']);
  });

  it('was not there before it was opened', async () => {
    await get(`/v1/incidents/${resolved.id}?asOf=${t0}`).expect(404);
  });
});

describe('the post-mortem', () => {
  const path = `/v1/incidents/${resolved.id}/postmortem`;

  it('comes as JSON or Markdown, each with its own ETag', async () => {
    const json = await get(path).expect(200);
    const markdown = await get(path)
      .set('Accept', 'text/markdown')
      .expect(200)
      .expect('Content-Type', /^text\/markdown; charset=utf-8/);
    expect(json.body).toMatchObject({ id: document.id });
    expect(markdown.text).toContain('checkout returned errors for 17 minutes');
    expect(markdown.text).not.toContain('<img');
    expect(markdown.headers.etag).not.toBe(json.headers.etag);
    expect(markdown.headers.vary).toContain('Accept');
    expect(departures('getIncidentPostmortem', markdown)).toEqual([]);
  });

  it('says when there will be one', async () => {
    const answer = await get(`/v1/incidents/${openOnes[0]!.id}/postmortem`).expect(404);
    expect(answer.body).toMatchObject({ type: 'urn:throughline:problem:no-postmortem' });
    expect(departures('getIncidentPostmortem', answer)).toEqual([]);
  });
});

describe('a signal', () => {
  it.each([
    ['a', /It belongs to incident/],
    ['late', /arrived late/],
    ['again', /repeats an episode/],
    ['alone', /in no incident/],
    ['undecided', /not decided yet/],
  ])('%s says where it is and why', async (name, explanation) => {
    const answer = await get(`/v1/signals/${idOfSignal(name)}`).expect(200);
    expect(departures('getSignal', answer)).toEqual([]);
    expect(answer.body).toMatchObject({ explanation: expect.stringMatching(explanation) });
  });

  it('of another tenant is not there', async () => {
    const answer = await get(`/v1/signals/${idOfSignal('foreign', 'acme')}`).expect(404);
    expect(departures('getSignal', answer)).toEqual([]);
  });
});

describe('a database in trouble', () => {
  const reading = secured.map(({ id }) => id);

  it('that is away is a 503 that says so, on every route', async () => {
    const lonely = await boot('postgres://nobody:hunter2@127.0.0.1:1/none');
    try {
      for (const id of reading) {
        const answer = await get(examples[id]!, lonely).expect(503);
        expect(answer.body).toMatchObject({ type: 'urn:throughline:problem:unavailable' });
        expect(answer.headers['retry-after']).toBe('2');
        expect(answer.text).not.toMatch(/hunter2|127\.0\.0\.1/);
        expect(departures(id, answer)).toEqual([]);
      }
    } finally {
      await lonely.close();
    }
  });

  it('that is too slow is a 503 after the time that a query may take', async () => {
    const pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'throughline-test', max: 1 });
    try {
      await inTransaction(pool, async (client) => {
        await client.query('lock table incidents in access exclusive mode');
        const answer = await get('/v1/incidents').expect(503);
        expect(answer.body).toMatchObject({ type: 'urn:throughline:problem:query-timeout' });
        expect(departures('listIncidents', answer)).toEqual([]);
      });
    } finally {
      await pool.end();
    }
    await get('/v1/incidents').expect(200);
  });
});

describe('a draft on demand', () => {
  it('is asked for when there is none yet', async () => {
    const asked: string[] = [];
    const drafts: DraftOnDemand = {
      draft: (tenant, incidentId) => {
        asked.push(`${tenant} ${incidentId}`);
        return Promise.resolve();
      },
    };
    @Global()
    @Module({ providers: [{ provide: DRAFT_ON_DEMAND, useValue: drafts }], exports: [DRAFT_ON_DEMAND] })
    class Drafting {}
    const composed = await boot(scope.databaseUrl, Drafting);
    try {
      await get(`/v1/incidents/${openOnes[0]!.id}/postmortem`, composed).expect(404);
      await get(`/v1/incidents/${resolved.id}/postmortem`, composed).expect(200);
      await get(`/v1/incidents/${foreign.id}/postmortem`, composed).expect(404);
      expect(asked).toEqual([`default ${openOnes[0]!.id}`]);
    } finally {
      await composed.close();
    }
  });
});

describe('hostile requests', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'v1',
      'incidents',
      resolved.id,
      'timeline',
      'signals',
      'events',
      'changes',
      'postmortem',
      'services',
      '..',
      '%00',
      '%2e%2e',
      'health',
      'ready',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }).map((text) => encodeURIComponent(text.toWellFormed())),
  );
  const query = fc.dictionary(
    fc.oneof(
      fc.constantFrom(
        'limit',
        'cursor',
        'status',
        'q',
        'from',
        'to',
        'sort',
        'kinds',
        'order',
        'service',
        '__proto__',
        'constructor',
      ),
      fc.string(),
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
  );

  it('get an answer below 500, as a problem document when it is an error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 5 }),
        query,
        fc.constantFrom('get', 'post', 'delete', 'options'),
        async (pieces, given, method) => {
          const search = Object.entries(given).map(
            ([name, value]) =>
              `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`,
          );
          const path = `/v1/${pieces.join('/')}?${search.join('&')}`;
          const answer = await server()[method as 'get'](path).set('Authorization', `Bearer ${key}`);
          expect(answer.status).toBeLessThan(500);
          if (answer.status >= 400)
            expect(answer.headers['content-type']).toContain('application/problem+json');
        },
      ),
      { numRuns: 300 },
    );
  });
});
