import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Inject, Module, Post } from '@nestjs/common';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { type TestScope, until, useTestScope } from '@throughline/testing';
import request from 'supertest';
import { type ServerConfig } from '../config/config.js';
import { loadConfig } from '../config/load-config.js';
import { requireServers } from '../config/require-servers.js';
import { type PartHealth } from '../health/health-registry.js';
import { createLogger } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { CONFIG } from '../tokens.js';
import { composeServices, type ServiceHandle, type ServiceModule } from './boot.js';
import { Consumers } from './consumers.js';
import { FatalErrors } from './fatal-errors.js';

class FakeConsumer extends Server implements CustomTransportStrategy {
  state: PartHealth = { status: 'up' };
  readonly calls: string[] = [];
  listenError: Error | undefined;

  listen(done: (error?: Error) => void): void {
    this.calls.push('listen');
    done(this.listenError);
  }
  close(): Promise<void> {
    this.calls.push('close');
    return Promise.resolve();
  }
  on(): void {
    throw new Error('not used');
  }
  unwrap<T>(): T {
    throw new Error('not used');
  }
}

let consumer = new FakeConsumer();

@Controller('cart')
class CartController {
  constructor(@Inject(CONFIG) private readonly config: ServerConfig) {}

  @Get()
  show(): unknown {
    return { home: this.config.home };
  }
  @Get('broken')
  fail(): never {
    throw new TypeError('secret of the house');
  }
  @Post()
  echo(@Body() body: unknown): unknown {
    return body;
  }
}

@Module({ controllers: [CartController] })
class CartModule {
  constructor(consumers: Consumers) {
    consumers.register({ stage: 'cart', strategy: consumer, health: () => consumer.state });
  }
}

let scope: TestScope;
let config: ServerConfig;

beforeAll(async () => {
  scope = await useTestScope();
  config = requireServers(
    loadConfig({
      THROUGHLINE_KAFKA_BROKERS: scope.brokers,
      THROUGHLINE_REGISTRY_URL: scope.registryUrl,
      THROUGHLINE_DATABASE_URL: scope.databaseUrl,
    }),
  );
});

afterAll(() => scope.cleanup());

let handle: ServiceHandle | undefined;

const boot = (...modules: ServiceModule[]): Promise<ServiceHandle> => bootWith(config, ...modules);

const bootWith = async (config: ServerConfig, ...modules: ServiceModule[]): Promise<ServiceHandle> => {
  consumer = new FakeConsumer();
  handle = await composeServices(modules, {
    config,
    port: 0,
    host: '127.0.0.1',
    logger: createLogger({ level: 'silent', service: 'test' }),
  });
  return handle;
};

afterEach(async () => {
  await handle?.close();
  handle = undefined;
});

interface HealthBody {
  readonly details: Readonly<Record<string, unknown>>;
  readonly error: Readonly<Record<string, unknown>>;
}

const health = ({ body }: { readonly body: unknown }): HealthBody => body as HealthBody;

const server = (running: ServiceHandle) => request(running.app.getHttpServer() as never);

describe('a booted process', () => {
  it('serves its modules, health and metrics on one listener', async () => {
    const running = await boot(CartModule);
    expect(running.url).toMatch(/^http:\/\/localhost:\d+$/);
    await server(running).get('/cart').expect(200, { home: config.home });
    await server(running).get('/health/live').expect(200);
    const metrics = await server(running).get('/metrics').expect(200);
    expect(metrics.headers['content-type']).toContain('text/plain');
    expect(metrics.text).toContain('throughline_consumer_lag_records');
    expect(metrics.text).toMatch(/throughline_event_store_horizon_age_seconds \d/);
    expect(metrics.text).toContain('process_cpu_user_seconds_total');
    expect(metrics.text).toMatch(
      /throughline_http_request_duration_seconds_count\{method="GET",route="\/cart",status="200"\} 1/,
    );
  });

  it('is ready while its servers answer and its consumer lives, says which part does not, and recovers', async () => {
    const running = await boot(CartModule);
    const ready = await server(running).get('/health/ready').expect(200);
    expect(Object.keys(health(ready).details).sort()).toEqual([
      'consumer:cart',
      'kafka',
      'postgresql',
      'process',
      'registry',
    ]);
    consumer.state = { status: 'down', detail: { reason: 'crashed' } };
    const down = await until(
      async () => {
        const answer = await server(running).get('/health/ready');
        return answer.status === 503 && answer;
      },
      { what: 'readiness to turn false' },
    );
    expect(health(down).error).toEqual({ 'consumer:cart': { status: 'down', reason: 'crashed' } });
    await server(running).get('/health/live').expect(200);
    consumer.state = { status: 'up' };
    await until(async () => (await server(running).get('/health/ready')).status === 200, {
      what: 'readiness to return',
    });
  });

  it('is not ready while its servers are away, and names each', async () => {
    const away = requireServers(
      loadConfig({
        THROUGHLINE_KAFKA_BROKERS: 'localhost:1',
        THROUGHLINE_REGISTRY_URL: 'http://localhost:1',
        THROUGHLINE_DATABASE_URL: 'postgres://localhost:1/none',
      }),
    );
    const running = await bootWith(away, CartModule);
    const answer = await server(running).get('/health/ready').expect(503);
    expect(Object.keys(health(answer).error).sort()).toEqual(['kafka', 'postgresql', 'registry']);
  });

  it('starts every registered consumer and drains it once', async () => {
    const running = await boot(CartModule);
    expect(consumer.calls).toEqual(['listen']);
    await Promise.all([running.close(), running.close()]);
    expect(consumer.calls).toEqual(['listen', 'close']);
    expect(await running.closed).toBeUndefined();
  });

  it('does not start when a consumer does not', async () => {
    @Module({})
    class BrokenModule {
      constructor(consumers: Consumers) {
        consumer.listenError = new Error('no broker');
        consumers.register({ stage: 'cart', strategy: consumer, health: () => consumer.state });
      }
    }
    await expect(boot(BrokenModule)).rejects.toThrow('no broker');
    expect(consumer.calls).toContain('close');
  });

  it('closes with the first fatal error', async () => {
    const running = await boot(CartModule);
    running.app.get(FatalErrors).reportFatal(new Error('the consumer died'));
    expect((await running.closed)?.message).toBe('the consumer died');
    expect(consumer.calls).toContain('close');
  });

  it('answers every error with a problem document and tells nothing of the inside', async () => {
    const running = await boot(CartModule);
    const broken = await server(running).get('/cart/broken').expect(500);
    expect(broken.headers['content-type']).toContain('application/problem+json');
    expect(broken.text).not.toContain('secret');
    const missing = await server(running).get('/nowhere').expect(404);
    expect(missing.body).toMatchObject({ type: 'urn:throughline:problem:not-found', instance: '/nowhere' });
    const malformed = await server(running).post('/cart').type('json').send('{"a":').expect(400);
    expect(malformed.body).toMatchObject({ type: 'urn:throughline:problem:malformed-body' });
    await server(running).get('/cart/%E0%A4%A').expect(400);
    const large = await server(running)
      .post('/cart')
      .type('json')
      .send(JSON.stringify('x'.repeat(1_048_577)))
      .expect(413);
    expect(large.body).toMatchObject({ type: 'urn:throughline:problem:body-too-large' });
  });

  it('sends security headers and does not name its framework', async () => {
    const answer = await server(await boot(CartModule)).get('/cart');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['content-security-policy']).toBeDefined();
    expect(answer.headers['x-powered-by']).toBeUndefined();
  });

  it('has one of each shared part, however many modules it runs', async () => {
    const seen: Metrics[] = [];
    @Module({})
    class First {
      constructor(metrics: Metrics) {
        seen.push(metrics);
      }
    }
    @Module({})
    class Second {
      constructor(metrics: Metrics) {
        seen.push(metrics);
      }
    }
    await boot(First, Second);
    expect(seen[0]).toBe(seen[1]);
  });
});
