import { type CustomTransportStrategy } from '@nestjs/microservices';
import { type HealthCheck, HealthRegistry } from '../health/health-registry.js';

export interface Consumer {
  /** Its stage, e.g. `intake`. */
  readonly stage: string;
  /** The batch server; the boot connects and starts it. */
  readonly strategy: CustomTransportStrategy;
  /** What it does right now, from the consumer itself. */
  readonly health: HealthCheck;
}

/**
 * The consumers of this process. A service registers its batch server here while its module is made, and that is the only way to have it
 * started: so no consumer runs without being part of readiness.
 */
export class Consumers {
  private readonly list: Consumer[] = [];

  constructor(private readonly health: HealthRegistry) {}

  register(consumer: Consumer): void {
    this.health.register(`consumer:${consumer.stage}`, consumer.health);
    this.list.push(consumer);
  }

  get all(): readonly Consumer[] {
    return this.list;
  }
}
