import { type Admin, type Kafka } from '@throughline/kafka-client';
import { type Pool } from 'pg';
import { type HealthCheck, type PartHealth } from '../health/health-registry.js';

const up: PartHealth = { status: 'up' };

/** One attempt at a time: a server that does not answer must not gather a queue of questions. */
const oneAtATime = (ask: () => Promise<PartHealth>): HealthCheck => {
  let asking: Promise<PartHealth> | undefined;
  return () => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
};

export const postgresCheck = (pool: Pool): HealthCheck =>
  oneAtATime(async () => {
    await pool.query('SELECT 1');
    return up;
  });

/** Any answer below 500 is an answer: a registry that wants credentials is there. */
export const registryCheck = (registryUrl: string): HealthCheck =>
  oneAtATime(async () => {
    const url = `${registryUrl.replace(/\/$/, '')}/schemas/types`;
    const { status } = await fetch(url, { signal: AbortSignal.timeout(2_000), redirect: 'manual' });
    return status < 500 ? up : { status: 'down', detail: { reason: `answers with ${status}` } };
  });

/** Asks the cluster for its brokers over one kept connection; after a failure it connects anew. */
export class KafkaCheck {
  private admin: Admin | undefined;
  readonly check = oneAtATime(() => this.ask());

  constructor(private readonly kafka: Kafka) {}

  async close(): Promise<void> {
    const { admin } = this;
    this.admin = undefined;
    await admin?.disconnect().catch(() => undefined);
  }

  private async ask(): Promise<PartHealth> {
    try {
      if (this.admin === undefined) {
        this.admin = this.kafka.admin({ retry: { retries: 0 } });
        await this.admin.connect();
      }
      const { brokers } = await this.admin.describeCluster();
      return brokers.length > 0 ? up : { status: 'down', detail: { reason: 'no broker is there' } };
    } catch (error) {
      await this.close();
      throw error;
    }
  }
}
