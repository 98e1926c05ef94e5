import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, type INestMicroservice, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { topicName } from '@throughline/contracts';
import {
  createKafka,
  createOutputs,
  ensureTopics,
  type Kafka,
  type Outputs,
} from '@throughline/kafka-client';
import { type TestScope, until, useTestScope } from '@throughline/testing';
import { BatchHandler, KafkaBatchContext, KafkaBatchServer, type RecordBatch } from './index.js';

let scope: TestScope;
let kafka: Kafka;
let outputs: Outputs<'alerts' | 'deploys'>;
const apps: INestMicroservice[] = [];

beforeAll(async () => {
  scope = await useTestScope();
  kafka = createKafka({ brokers: scope.brokers.split(','), clientId: 'server-int' });
  const admin = kafka.admin();
  await admin.connect();
  await ensureTopics(admin, { prefix: scope.topicPrefix, partitions: 1, replicationFactor: 1 });
  await admin.disconnect();
  outputs = createOutputs(kafka, {
    prefix: scope.topicPrefix,
    outputs: { alerts: 'alerts', deploys: 'deploys' },
  });
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});
afterAll(async () => {
  await outputs.close();
  await scope.cleanup();
});

const seen: { topic: string; values: string[]; context: unknown }[] = [];

@Controller()
class Stories {
  @BatchHandler('stories', ['alerts', 'deploys'])
  handle(batch: RecordBatch, context: KafkaBatchContext): Promise<void> {
    const values = batch.records.map(({ value }) => value!.toString());
    if (values.includes('defect')) throw new RangeError('original');
    seen.push({ topic: batch.topic, values, context });
    return Promise.resolve();
  }

  @BatchHandler('other', ['logs'])
  other(): Promise<void> {
    throw new Error('belongs to another stage');
  }
}

@Controller()
class Twice {
  @BatchHandler('twice', ['alerts'])
  one(): Promise<void> {
    return Promise.resolve();
  }

  @BatchHandler('twice', ['alerts', 'logs'])
  two(): Promise<void> {
    return Promise.resolve();
  }
}

async function serve(stage: string, controller: Type): Promise<{ server: KafkaBatchServer; fatal: Error[] }> {
  const fatal: Error[] = [];
  const server = new KafkaBatchServer({
    stage,
    kafka,
    topicPrefix: scope.topicPrefix,
    groupPrefix: scope.groupPrefix,
    positions: { assigned: () => Promise.resolve(new Map()) },
    observer: {
      batch: () => undefined,
      retry: () => undefined,
      gap: () => undefined,
      warning: () => undefined,
    },
    onFatal: (error) => fatal.push(error),
  });
  @Module({ controllers: [controller] })
  class App {}
  const app = await NestFactory.createMicroservice(App, {
    strategy: server,
    logger: false,
    abortOnError: false,
  });
  apps.push(app);
  await app.listen();
  return { server, fatal };
}

describe('KafkaBatchServer', () => {
  it('calls the handlers of its stage with batches and their context, and sees the original error', async () => {
    await outputs.alerts.send([{ key: null, value: 'a' }]);
    await outputs.deploys.send([{ key: null, value: 'd' }]);
    const { server, fatal } = await serve('stories', Stories);
    await until(() => seen.length >= 2, { what: 'two batches' });
    expect(seen.map(({ topic, values }) => [topic, values]).sort()).toEqual([
      [topicName(scope.topicPrefix, 'alerts'), ['a']],
      [topicName(scope.topicPrefix, 'deploys'), ['d']],
    ]);
    expect(seen.every(({ context }) => context instanceof KafkaBatchContext)).toBe(true);
    expect(server.consumerStatus.groupId).toBe(`${scope.groupPrefix}stories`);

    await outputs.alerts.send([{ key: null, value: 'defect' }]);
    await until(() => fatal.length > 0, { what: 'the fatal error' });
    expect(fatal[0]!.cause).toEqual(new RangeError('original'));
    expect(server.consumerStatus.state).toBe('dead');
  });

  it('refuses two handlers for one topic at boot', async () => {
    await expect(serve('twice', Twice)).rejects.toMatchObject({ code: 'handler-wiring' });
  });

  it('refuses a stage without handlers at boot', async () => {
    await expect(serve('nobody', Stories)).rejects.toMatchObject({ code: 'handler-wiring' });
  });
});
