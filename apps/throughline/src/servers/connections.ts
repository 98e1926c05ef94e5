import { type Admin, type Kafka } from '@throughline/kafka-client';
import { createLogger, kafkaOf, type ServerConfig } from '@throughline/platform';
import { createPool } from '@throughline/storage';
import { type Pool } from 'pg';

/** The command line's own Kafka client: quiet, because errors reach the person anyway. */
export const cliKafka = (config: ServerConfig): Kafka =>
  kafkaOf(config, createLogger({ level: 'silent', service: 'cli' }));

export async function withAdmin<T>(config: ServerConfig, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = cliKafka(config).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

export async function withPool<T>(
  { databaseUrl }: ServerConfig,
  work: (pool: Pool) => Promise<T>,
): Promise<T> {
  const pool = createPool({ databaseUrl, applicationName: 'throughline-cli', max: 4 });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}
