import { ensureTopics } from '@throughline/kafka-client';
import { Registry } from '@throughline/kafka-wire';
import { type ServerConfig } from '@throughline/platform';
import { migrate } from '@throughline/storage';
import { withAdmin } from './connections.js';

/** Tables, topics and schemas as this version needs them. Idempotent; safe when several processes do it at once. */
export async function prepareServers(
  config: ServerConfig,
  onProgress: (step: string) => void,
): Promise<void> {
  await Promise.all([
    migrate({ databaseUrl: config.databaseUrl }).then(() => {
      onProgress('tables');
    }),
    prepareTopics(config).then(() => {
      onProgress('topics');
    }),
    new Registry({ url: config.registryUrl }).registerAll(config.kafka.topicPrefix).then(() => {
      onProgress('schemas');
    }),
  ]);
}

const prepareTopics = (config: ServerConfig): Promise<void> =>
  withAdmin(config, async (admin) => {
    const { brokers } = await admin.describeCluster();
    const { topicPrefix: prefix, partitions } = config.kafka;
    await ensureTopics(admin, { prefix, partitions, replicationFactor: Math.min(3, brokers.length) });
  });
