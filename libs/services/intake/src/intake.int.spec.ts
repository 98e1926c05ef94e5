import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type InputTopicKey } from '@throughline/contracts';
import { until } from '@throughline/testing';
import request from 'supertest';
import { type Input, IntakeHarness } from './intake.fixture.spec.js';

const topics: readonly InputTopicKey[] = ['alerts', 'deploys', 'logs', 'configChanges'];
const now = Date.now();
const open: (() => void)[] = [];
let harness: IntakeHarness;

beforeAll(async () => {
  harness = await IntakeHarness.create();
});
afterAll(async () => {
  await harness.close();
  for (const close of open) close();
});

const log = (id: string): Buffer =>
  Buffer.from(JSON.stringify({ id, level: 'error', message: 'boom', occurredAt: now }));

/** Every seventh is no JSON. */
const mixed = (name: string, count: number): Input[] =>
  Array.from({ length: count }, (_, i) => ({
    topic: i % 2 === 0 ? 'logs' : 'alerts',
    partition: i % 3 === 0 ? 1 : 0,
    value:
      i % 7 === 0
        ? Buffer.from('broken')
        : i % 2 === 0
          ? log(`${name}-${i}`)
          : Buffer.from(
              JSON.stringify({
                id: `${name}-${i}`,
                name: 'A',
                status: 'firing',
                severity: 'info',
                occurredAt: now,
              }),
            ),
  }));

const seen = (id: string) => harness.signals.filter(({ sourceId }) => sourceId === id).length;

/** Stands between intake and the registry; while it is cut, nothing answers. */
async function registryProxy() {
  const target = new URL(harness.scope.registryUrl);
  let isCut = false;
  const server = createServer((incoming, response) => {
    if (isCut) {
      incoming.socket.destroy();
      return;
    }
    const { method = 'GET', url = '' } = incoming;
    const answer = async (): Promise<void> => {
      const body = await text(incoming);
      const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' };
      const init = method === 'GET' ? {} : { method, headers, body };
      const upstream = await fetch(`${target.origin}${url}`, init);
      response.writeHead(upstream.status, headers);
      response.end(await upstream.text());
    };
    answer().catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${target.pathname}`,
    cut: (cut: boolean) => {
      isCut = cut;
    },
  };
}

describe('intake', () => {
  it('waits with a partition while the registry is away, lets others go on, and dead-letters nothing for it', async () => {
    const proxy = await registryProxy();
    const handle = await harness.boot(proxy.url);
    await harness.produce([{ topic: 'logs', value: log('before') }]);
    await until(() => seen('before'), { what: 'the first record' });
    proxy.cut(true);
    const alert = harness.wire.alerts.encode({
      ...{
        id: 'waits',
        occurredAt: now,
        tenant: 'default',
        environment: 'production',
        service: null,
        source: 's',
      },
      ...{
        labels: {},
        links: [],
        name: 'A',
        status: 'firing',
        severity: 'error',
        fingerprint: null,
        startsAt: null,
      },
      ...{ endsAt: null, summary: '', description: null, annotations: {}, value: null },
    });
    await harness.produce([
      { topic: 'alerts', value: alert },
      { topic: 'logs', value: log('goes-on') },
    ]);
    await until(() => seen('goes-on'), { what: 'the other partition' });
    const ready = await until(
      async () => {
        const answer = await request(handle.app.getHttpServer() as never).get('/health/ready');
        return answer.status === 503 && answer.text;
      },
      { what: 'readiness to be false' },
    );
    expect(ready).toContain('registry');
    expect(seen('waits')).toBe(0);
    proxy.cut(false);
    await until(() => seen('waits'), { what: 'the record that waited', timeoutMs: 30_000 });
    expect(await harness.letters()).toEqual([]);
    await handle.close();
  });

  it('loses nothing and dead-letters nothing twice while replicas come and go', async () => {
    const inputs = mixed('churn', 900);
    const first = await harness.boot();
    await harness.produce(inputs.slice(0, 300));
    const second = await harness.boot();
    await harness.produce(inputs.slice(300, 600));
    await first.close();
    await harness.produce(inputs.slice(600));
    await second.close();
    const third = await harness.boot();
    await harness.drained(topics);
    await until(async () => (await harness.ledger()).size === (await harness.places(topics)).length, {
      what: 'every record to have an outcome',
    });
    const wrong = [...(await harness.ledger()).entries()].filter(
      ([, { signals, letters }]) => !((signals >= 1 && letters === 0) || (signals === 0 && letters === 1)),
    );
    expect(wrong).toEqual([]);
    expect((await harness.letters()).length).toBe(Math.ceil(900 / 7));
    const metrics = await request(third.app.getHttpServer() as never).get('/metrics');
    expect(metrics.text).toContain('throughline_consumer_lag_records');
    await third.close();
  });

  it('reads an envelope for what the signal does not say', async () => {
    const handle = await harness.boot();
    const id = 'one-id';
    await harness.produce([
      { topic: 'logs', value: log(id) },
      {
        topic: 'logs',
        value: Buffer.from(
          JSON.stringify({
            specversion: '1.0',
            id,
            source: 'ce',
            type: 'x',
            data: { level: 'error', message: 'boom' },
          }),
        ),
        headers: { 'content-type': 'application/cloudevents+json' },
      },
    ]);
    await until(() => seen(id) === 2, { what: 'both' });
    const [plain, event] = harness.signals.filter(({ sourceId }) => sourceId === id);
    expect(event?.source).toBe('ce');
    expect(event?.fingerprint).toBe(plain?.fingerprint);
    expect(plain).toMatchObject({ source: 'unknown', occurredAt: now, severity: 'error', name: 'boom' });
    await handle.close();
  });
});
