import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { avroSchemas, type LogEntry, subjectName, topicKeys, topics } from '@throughline/contracts';
import { type TestScope, useTestScope } from '@throughline/testing';
import avro from 'avsc';
import { frame } from './avro/frame.js';
import { createWire, InputReader, Registry } from './index.js';

let scope: TestScope;
let registry: Registry;

beforeAll(async () => {
  scope = await useTestScope();
  registry = new Registry({ url: scope.registryUrl });
  await registry.registerAll(scope.topicPrefix);
});
afterAll(() => scope.cleanup());

/** Stands between a client and the registry; answers nothing while it is cut. */
async function proxy(
  target: string,
): Promise<{ url: string; cut: () => void; mend: () => void; close: () => void }> {
  let isCut = false;
  const server: Server = createServer((request, response) => {
    if (isCut) return void request.socket.destroy();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = 'GET' } = request;
      const body = method === 'GET' ? {} : { body: Buffer.concat(chunks) };
      fetch(`${new URL(target).origin}${request.url ?? ''}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...body,
      }).then(
        async (answer) => {
          response.writeHead(answer.status, { 'content-type': 'application/json' });
          response.end(await answer.text());
        },
        () => request.socket.destroy(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${new URL(target).pathname}`,
    cut: () => (isCut = true),
    mend: () => (isCut = false),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const tick: LogEntry = { type: 'tick', tick: { at: 5 } };

function call(path: string, method: string, body: object): Promise<Response> {
  return fetch(`${scope.registryUrl}/${path}`, {
    method,
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify(body),
  });
}

/** Registers a schema as somebody else's producer would. */
async function register(subject: string, schema: object): Promise<{ status: number; id: number }> {
  const response = await call(`subjects/${subject}/versions`, 'POST', { schema: JSON.stringify(schema) });
  const { id } = (await response.json()) as { id: number };
  return { status: response.status, id };
}

describe('registering', () => {
  it('gives the same ids again', async () => {
    const first = await registry.registerAll(scope.topicPrefix);
    const again = await new Registry({ url: scope.registryUrl }).registerAll(scope.topicPrefix);
    expect(again).toEqual(first);
    expect(new Set(first.map(({ subject }) => subject)).size).toBe(8);
    expect(await registry.idOf(scope.topicPrefix, 'signals')).toBe(
      first.find(({ key }) => key === 'signals')?.id,
    );
  });

  it('finds the current schemas compatible, also where nothing is registered yet', async () => {
    for (const prefix of [scope.topicPrefix, `${scope.topicPrefix}fresh.`]) {
      const findings = await registry.checkCompatibility(prefix);
      expect(findings.filter(({ compatible }) => !compatible)).toEqual([]);
    }
  });

  it('is refused where it would break readers', async () => {
    const prefix = `${scope.topicPrefix}broken.`;
    const subject = subjectName(prefix, 'alerts');
    await registry.registerAll(prefix);
    const { fields, ...rest } = JSON.parse(avroSchemas.alerts) as { fields: { name: string }[] };
    const without = fields.filter(({ name }) => name !== 'name');
    const renamed = { ...rest, fields: [...without, { name: 'title', type: 'string', doc: 'No default.' }] };
    expect((await register(subject, renamed)).status).toBe(409);
  });

  it('takes the schemas of today after every released version, as the registry judges', async () => {
    const folder = join(import.meta.dirname, '../../../../schemas/released');
    const prefix = `${scope.topicPrefix}released.`;
    const versions = (await readdir(folder)).sort();
    expect(versions.length).toBeGreaterThan(0);
    for (const version of versions) {
      for (const key of topicKeys) {
        const file = join(folder, version, `${topics[key].replace(/\.v\d+$/, '')}.avsc`);
        const { status } = await register(
          subjectName(prefix, key),
          JSON.parse(await readFile(file, 'utf8')) as object,
        );
        expect(status).toBe(200);
        await call(`config/${subjectName(prefix, key)}`, 'PUT', { compatibility: 'BACKWARD' });
      }
    }
    expect((await registry.checkCompatibility(prefix)).filter(({ compatible }) => !compatible)).toEqual([]);
    expect(await registry.registerAll(prefix)).toHaveLength(topicKeys.length);
  });

  it('says which command registers when nothing is there', async () => {
    const wire = createWire(registry, `${scope.topicPrefix}absent.`);
    await expect(wire.signals.ready()).rejects.toMatchObject({
      code: 'schema-not-registered',
      retriable: false,
    });
  });
});

describe('writing and reading through the registry', () => {
  it('reads what another process wrote, and mixes of old and new versions', async () => {
    const prefix = `${scope.topicPrefix}versions.`;
    const schema = JSON.parse(avroSchemas.alerts) as { fields: { name: string }[] };
    const old = { ...schema, fields: schema.fields.filter(({ name }) => name !== 'value') };
    const next = {
      ...schema,
      fields: [...schema.fields, { name: 'extra', type: ['null', 'string'], default: null, doc: 'New.' }],
    };
    const subject = subjectName(prefix, 'alerts');
    const oldId = (await register(subject, old)).id;
    await expect(registry.registerAll(prefix)).rejects.toMatchObject({
      code: 'schema-refused',
      retriable: false,
    });
    await call(`config/${subject}`, 'PUT', { compatibility: 'BACKWARD' });
    await registry.registerAll(prefix);
    const nextId = (await register(subject, next)).id;

    const values = [old, next, old].map((version, i) => {
      const type = avro.Type.forSchema(version as unknown as avro.Schema);
      const value = { name: `alert ${i}`, status: 'firing', severity: 'info', extra: 'e' };
      const full = Object.fromEntries(
        version.fields.map((field) => [
          field.name,
          (value as Record<string, unknown>)[field.name] ?? defaultOf(field),
        ]),
      );
      return frame(version === old ? oldId : nextId, type.toBuffer(full));
    });
    const reader = new InputReader(new Registry({ url: scope.registryUrl }));
    for (const [i, value] of values.entries()) {
      expect(await reader.read('alert', { value })).toMatchObject({
        ok: true,
        form: 'avro',
        fields: { name: `alert ${i}`, value: null },
      });
    }
    const ours = createWire(registry, prefix).alerts;
    await ours.ready();
    expect(await registry.idOf(prefix, 'alerts')).not.toBe(nextId);
  });

  it('tells an id that the registry does not know from a registry that is away', async () => {
    const reader = new InputReader(registry);
    const value = frame(2_000_000_000, Buffer.alloc(3));
    expect(await reader.read('alert', { value })).toMatchObject({ ok: false, reason: 'unknown-schema-id' });
    expect(reader.read('alert', { value })).not.toBeInstanceOf(Promise);
  });

  it('goes on with known ids while the registry is away; unknown ones are retriable, until it is back', async () => {
    const between = await proxy(scope.registryUrl);
    try {
      const ours = new Registry({ url: between.url, timeoutMs: 2_000 });
      const wire = createWire(ours, scope.topicPrefix);
      await wire.signals.ready();
      const value = wire.signals.encode(tick);
      expect(await wire.signals.decode(value)).toEqual(tick);
      const unseen = frame(await registry.idOf(scope.topicPrefix, 'alerts'), Buffer.alloc(1));

      between.cut();
      expect(wire.signals.decode(value)).toEqual(tick);
      const reader = new InputReader(ours);
      await expect(reader.read('alert', { value: unseen })).rejects.toMatchObject({
        code: 'registry-unavailable',
        retriable: true,
      });
      await expect(wire.alerts.ready()).rejects.toMatchObject({ retriable: true });
      expect(await ours.isUp()).toBe(false);

      between.mend();
      expect(await reader.read('alert', { value: unseen })).toMatchObject({
        ok: false,
        reason: 'truncated-avro',
      });
    } finally {
      between.close();
    }
  });

  it('does not take a 404 of something else for an unknown id', async () => {
    const elsewhere = createServer((_, response) => response.writeHead(404).end('no such page'));
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const { port } = elsewhere.address() as AddressInfo;
    const reader = new InputReader(new Registry({ url: `http://127.0.0.1:${port}` }));
    await expect(reader.read('log', { value: frame(1, Buffer.alloc(1)) })).rejects.toMatchObject({
      retriable: true,
    });
    elsewhere.close();
  });
});

function defaultOf(field: object): unknown {
  return 'default' in field ? field.default : undefined;
}
